//! Posições → SVG que se basta: sem fontes, estilos ou programas de fora.
//!
//! Cada passo é um `<g class="passo" data-passo="nome">`: uma tela pode realçar o passo atual sem redesenhar.

use std::fmt::Write;

use super::camadas::{Camadas, Rota};
use super::estilo::{ESTILOS, Estilo, Forma};
use super::posicao::Posicoes;
use super::quadro::{Caixa, Quadro};
use crate::fluxo::Fluxo;

/// Borda em volta do desenho.
const MARGEM: f64 = 28.0;

/// Altura do cabeçalho, com o título e a bolinha do início.
const CABECALHO: f64 = 92.0;

/// Altura de cada linha da legenda.
const LINHA_DA_LEGENDA: f64 = 26.0;

/// Largura de cada item da legenda.
const ITEM_DA_LEGENDA: f64 = 212.0;

/// Todas as regras valem só dentro do desenho: embutido numa página, o estilo de um SVG alcança a página inteira.
const REGRAS: [&str; 17] = [
    "text{font-family:system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;fill:#1f2933}",
    ".titulo{font-size:17px;font-weight:650}",
    ".nome{font-size:13px;font-weight:600}",
    ".detalhe{font-size:11.5px;fill:#52606d}",
    ".estado{font-size:9.5px;font-weight:600;letter-spacing:.05em;fill:#52606d}",
    ".rotulo{font-size:11.5px;stroke:none}",
    ".fim .nome{fill:#fff}",
    ".fim .estado{fill:#cbd2d9}",
    ".seta{fill:none;stroke-width:1.6;stroke-linecap:round}",
    ".seta.comum{stroke:#7b8794}",
    ".seta.erro{stroke:#c0392b;stroke-dasharray:5 4}",
    ".seta.vencimento{stroke:#b7791f;stroke-dasharray:5 4}",
    ".seta.volta{stroke-width:1.4}",
    ".papel{fill:#fcfcfa}",
    ".rotulo.comum{fill:#3e4c59}",
    ".rotulo.erro{fill:#a93226}",
    ".rotulo.vencimento{fill:#8a5a12}",
];

/// Um SVG completo, em português, com título e descrição para leitores de tela.
pub fn svg(fluxo: &Fluxo) -> String {
    let quadro = Quadro::de(fluxo);
    let mut camadas = Camadas::de(&quadro);
    camadas.ordenar();
    let posicoes = Posicoes::de(&camadas, &quadro);
    let pintura = Pintura { fluxo, quadro, camadas, posicoes };
    let mut saida = String::new();
    // Escrever num String não falha.
    let _ = pintura.pintar(&mut saida);
    saida
}

struct Pintura<'f> {
    fluxo: &'f Fluxo,
    quadro: Quadro,
    camadas: Camadas,
    posicoes: Posicoes,
}

impl Pintura<'_> {
    fn pintar(&self, saida: &mut String) -> std::fmt::Result {
        let (titulo, passos) = (escapar(&self.fluxo.titulo), self.quadro.caixas.len());
        let legenda = self.legenda();
        let largura = (self.posicoes.largura + 2.0 * MARGEM).max(2.0 * ITEM_DA_LEGENDA + 2.0 * MARGEM).ceil();
        let por_linha = ((largura - 2.0 * MARGEM) / ITEM_DA_LEGENDA).floor().max(1.0);
        #[expect(clippy::cast_precision_loss, reason = "a legenda tem menos de vinte itens")]
        let linhas_da_legenda = (legenda.len() as f64 / por_linha).ceil();
        let estilo: String = REGRAS.iter().map(|regra| format!(".desenho-de-fluxo {regra}")).collect();
        let altura = (CABECALHO + self.posicoes.altura + 44.0 + linhas_da_legenda * LINHA_DA_LEGENDA + MARGEM).ceil();
        write!(
            saida,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"desenho-de-fluxo\" viewBox=\"0 0 {largura} {altura}\" width=\"{largura}\" height=\"{altura}\" \
             role=\"img\">\
             <title>{titulo}</title>\
             <desc>Fluxo {}, com {passos} passos, de {} até o fim.</desc><style>{estilo}</style><defs>",
            escapar(&self.fluxo.nome),
            escapar(&self.fluxo.inicio),
        )?;
        for (classe, cor) in [("comum", "#7b8794"), ("erro", "#c0392b"), ("vencimento", "#b7791f")] {
            write!(
                saida,
                "<marker id=\"fluxo-ponta-{classe}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" \
                 orient=\"auto-start-reverse\"><path d=\"M0 0L10 5L0 10z\" fill=\"{cor}\"/></marker>"
            )?;
        }
        write!(saida, "</defs><rect class=\"papel\" width=\"{largura}\" height=\"{altura}\"/>")?;
        write!(saida, "<text class=\"titulo\" x=\"{MARGEM}\" y=\"38\">{titulo}</text>")?;
        let sobra = (largura - 2.0 * MARGEM - self.posicoes.largura) / 2.0;
        write!(saida, "<g transform=\"translate({:.1} {CABECALHO})\">", MARGEM + sobra)?;
        self.pintar_inicio(saida)?;
        for rota in &self.camadas.rotas {
            self.pintar_seta(rota, saida)?;
        }
        for &seta in &self.camadas.sobre_si {
            self.pintar_seta_sobre_si(seta, saida)?;
        }
        for (i, caixa) in self.quadro.caixas.iter().enumerate() {
            self.pintar_caixa(i, caixa, saida)?;
        }
        // Os rótulos por último: nada os cobre.
        for rota in &self.camadas.rotas {
            self.pintar_rotulo(rota, saida)?;
        }
        saida.push_str("</g>");
        self.pintar_legenda(&legenda, por_linha, CABECALHO + self.posicoes.altura + 44.0, saida)?;
        saida.push_str("</svg>\n");
        Ok(())
    }

    fn pintar_inicio(&self, saida: &mut String) -> std::fmt::Result {
        let Some(caixa) = self.quadro.caixas.get(self.quadro.inicio) else { return Ok(()) };
        let (x, topo) = (self.posicoes.x[self.quadro.inicio], self.posicoes.y[self.quadro.inicio] - caixa.altura / 2.0);
        write!(
            saida,
            "<circle cx=\"{x:.1}\" cy=\"{:.1}\" r=\"7\" fill=\"#1f2933\"/>\
             <path class=\"seta comum\" d=\"M{x:.1} {:.1}V{:.1}\" marker-end=\"url(#fluxo-ponta-comum)\"/>",
            topo - 34.0,
            topo - 27.0,
            topo - 2.0,
        )
    }

    /// Curva por todos os pontos, sempre vertical ao cruzar cada linha.
    fn pintar_seta(&self, rota: &Rota, saida: &mut String) -> std::fmt::Result {
        let seta = &self.quadro.setas[rota.seta];
        let (Some(&cima), Some(&baixo)) = (rota.itens.first(), rota.itens.last()) else { return Ok(()) };
        let mut pontos = vec![(
            self.porta(cima, rota.itens[1], true),
            self.posicoes.y[cima] + self.quadro.caixas[cima].altura / 2.0,
        )];
        pontos.extend(
            rota.itens[1..rota.itens.len() - 1].iter().map(|&item| (self.posicoes.x[item], self.posicoes.y[item])),
        );
        let penultimo = rota.itens[rota.itens.len() - 2];
        pontos.push((
            self.porta(baixo, penultimo, false),
            self.posicoes.y[baixo] - self.quadro.caixas[baixo].altura / 2.0,
        ));
        let mut caminho = format!("M{:.1} {:.1}", pontos[0].0, pontos[0].1);
        for par in pontos.windows(2) {
            let ((x1, y1), (x2, y2)) = (par[0], par[1]);
            if (x1 - x2).abs() < 0.5 {
                write!(caminho, "L{x2:.1} {y2:.1}")?;
            } else {
                let meio = (y1 + y2) / 2.0;
                write!(caminho, "C{x1:.1} {meio:.1} {x2:.1} {meio:.1} {x2:.1} {y2:.1}")?;
            }
        }
        let (classe, volta, marca) = (
            seta.classe,
            if rota.volta { " volta" } else { "" },
            if rota.volta { "marker-start" } else { "marker-end" },
        );
        write!(saida, "<path class=\"seta {classe}{volta}\" d=\"{caminho}\" {marca}=\"url(#fluxo-ponta-{classe})\"/>")
    }

    /// Onde uma seta toca a borda da caixa: repartida entre as setas desse lado, na ordem em que vêm, para não se sobreporem.
    fn porta(&self, caixa: usize, vizinho: usize, por_baixo: bool) -> f64 {
        let item = &self.camadas.itens[caixa];
        let mut vizinhos = if por_baixo { item.abaixo.clone() } else { item.acima.clone() };
        vizinhos.sort_by(|&a, &b| self.posicoes.x[a].total_cmp(&self.posicoes.x[b]));
        let onde = vizinhos.iter().position(|&outro| outro == vizinho).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "são poucas setas por caixa")]
        let (onde, quantas) = (onde as f64, vizinhos.len() as f64);
        let passo = (item.largura * 0.6 / quantas).min(34.0);
        self.posicoes.x[caixa] + (onde - (quantas - 1.0) / 2.0) * passo
    }

    fn pintar_seta_sobre_si(&self, indice: usize, saida: &mut String) -> std::fmt::Result {
        let seta = &self.quadro.setas[indice];
        let (x, y) = (self.posicoes.x[seta.de] + self.quadro.caixas[seta.de].largura / 2.0, self.posicoes.y[seta.de]);
        let classe = seta.classe;
        write!(
            saida,
            "<path class=\"seta {classe} volta\" d=\"M{x:.1} {:.1}c22 -4 22 24 0 20\" marker-end=\"url(#fluxo-ponta-{classe})\"/>",
            y - 10.0
        )
    }

    fn pintar_rotulo(&self, rota: &Rota, saida: &mut String) -> std::fmt::Result {
        let seta = &self.quadro.setas[rota.seta];
        let (Some(item), Some(rotulo)) = (rota.rotulo, seta.rotulo.as_deref()) else { return Ok(()) };
        let (x, y) = (self.posicoes.x[item], self.posicoes.y[item]);
        let largura = self.camadas.itens[item].largura - 6.0;
        write!(
            saida,
            "<rect class=\"papel\" x=\"{:.1}\" y=\"{:.1}\" width=\"{largura:.1}\" height=\"20\" rx=\"10\"/>\
             <text class=\"rotulo {}\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x - largura / 2.0,
            y - 10.0,
            seta.classe,
            y + 4.0,
            escapar(rotulo),
        )
    }

    fn pintar_caixa(&self, indice: usize, caixa: &Caixa, saida: &mut String) -> std::fmt::Result {
        let (x, y) = (self.posicoes.x[indice], self.posicoes.y[indice]);
        let nome = escapar(&caixa.nome);
        let tudo: Vec<_> = caixa.linhas.iter().map(|linha| escapar(&linha.texto)).collect();
        write!(
            saida,
            "<g class=\"passo {}\" data-passo=\"{nome}\"><title>{} ({})</title>",
            caixa.estilo.nome,
            tudo.join(" · "),
            caixa.estilo.nome
        )?;
        forma(caixa.estilo, x, y, caixa.largura, caixa.altura, saida)?;
        #[expect(clippy::cast_precision_loss, reason = "são no máximo três linhas")]
        let mut base = y - 17.0 * (caixa.linhas.len() as f64 - 1.0) / 2.0 + 4.5;
        for (linha, texto) in caixa.linhas.iter().zip(&tudo) {
            write!(
                saida,
                "<text class=\"{}\" x=\"{x:.1}\" y=\"{base:.1}\" text-anchor=\"middle\">{texto}</text>",
                linha.classe
            )?;
            base += 17.0;
        }
        saida.push_str("</g>");
        Ok(())
    }

    /// Só os tipos que o fluxo usa.
    fn legenda(&self) -> Vec<&'static Estilo> {
        let usados: Vec<_> = self.quadro.caixas.iter().map(|caixa| caixa.estilo.nome).collect();
        ESTILOS.iter().filter(|estilo| usados.contains(&estilo.nome)).collect()
    }

    fn pintar_legenda(&self, itens: &[&Estilo], por_linha: f64, topo: f64, saida: &mut String) -> std::fmt::Result {
        saida.push_str("<g class=\"legenda\">");
        let (mut x, mut y, mut na_linha) = (MARGEM, topo, 0.0);
        for estilo in itens {
            if na_linha >= por_linha {
                (x, y, na_linha) = (MARGEM, y + LINHA_DA_LEGENDA, 0.0);
            }
            forma(estilo, x + 14.0, y, 28.0, 16.0, saida)?;
            write!(
                saida,
                "<text class=\"detalhe\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + 36.0,
                y + 4.0,
                escapar(estilo.legenda)
            )?;
            x += ITEM_DA_LEGENDA;
            na_linha += 1.0;
        }
        saida.push_str("</g>");
        Ok(())
    }
}

/// O contorno de um tipo, centrado em (x, y).
fn forma(estilo: &Estilo, x: f64, y: f64, largura: f64, altura: f64, saida: &mut String) -> std::fmt::Result {
    let (esquerda, topo) = (x - largura / 2.0, y - altura / 2.0);
    let (direita, base) = (x + largura / 2.0, y + altura / 2.0);
    let cor = format!("fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"", estilo.fundo, estilo.traco);
    let caixa = |raio: f64, saida: &mut String| {
        write!(
            saida,
            "<rect x=\"{esquerda:.1}\" y=\"{topo:.1}\" width=\"{largura:.1}\" height=\"{altura:.1}\" rx=\"{raio:.1}\" {cor}/>"
        )
    };
    match estilo.forma {
        Forma::Caixa => caixa((altura / 6.0).min(7.0), saida),
        Forma::Pilula => caixa(altura / 2.0, saida),
        Forma::Dupla => {
            caixa((altura / 3.0).min(16.0), saida)?;
            let dentro = 3.5_f64.min(altura / 6.0);
            write!(
                saida,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{:.1}\" fill=\"none\" stroke=\"{}\" stroke-width=\".9\"/>",
                esquerda + dentro,
                topo + dentro,
                largura - 2.0 * dentro,
                altura - 2.0 * dentro,
                (altura / 3.0).min(16.0) - dentro / 2.0,
                estilo.traco
            )
        }
        Forma::Hexagono => {
            let bico = (altura / 2.5).min(18.0);
            write!(
                saida,
                "<path d=\"M{:.1} {topo:.1}H{:.1}L{direita:.1} {y:.1}L{:.1} {base:.1}H{:.1}L{esquerda:.1} {y:.1}z\" {cor} stroke-linejoin=\"round\"/>",
                esquerda + bico,
                direita - bico,
                direita - bico,
                esquerda + bico,
            )
        }
        Forma::Ficha => {
            let dobra = (altura / 3.5).min(14.0);
            write!(
                saida,
                "<path d=\"M{esquerda:.1} {topo:.1}H{:.1}L{direita:.1} {:.1}V{base:.1}H{esquerda:.1}z\" {cor} stroke-linejoin=\"round\"/>\
                 <path d=\"M{:.1} {topo:.1}V{:.1}H{direita:.1}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.2\"/>",
                direita - dobra,
                topo + dobra,
                direita - dobra,
                topo + dobra,
                estilo.traco
            )
        }
    }
}

fn escapar(texto: &str) -> String {
    texto.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
