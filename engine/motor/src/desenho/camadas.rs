//! Em que linha cada caixa fica: as setas descem, menos as que fecham laços.
//!
//! As caixas ficam nas linhas pares; as ímpares são dos rótulos e das setas de passagem. Uma seta que atravessa linhas ganha nelas pontos de
//! passagem, que disputam lugar como as caixas; por isso nenhuma seta passa por cima de uma caixa, nem um rótulo por cima de outro.

use super::quadro::{Quadro, largura_do_texto};

/// Largura de um ponto de passagem sem rótulo.
const PASSAGEM: f64 = 14.0;

/// Margem de um rótulo, dos dois lados somados.
const MARGEM_DO_ROTULO: f64 = 22.0;

/// Algo que ocupa lugar numa linha.
pub(super) struct Item {
    pub tipo: TipoItem,
    pub largura: f64,
    pub linha: usize,
    /// Vizinhos na linha de cima e na de baixo.
    pub acima: Vec<usize>,
    pub abaixo: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TipoItem {
    /// A caixa com este índice.
    Caixa(usize),
    /// Um ponto de passagem.
    Passagem,
}

/// O caminho de uma seta pelas linhas, de cima para baixo.
pub(super) struct Rota {
    pub seta: usize,
    /// Caixa de cima, passagens, caixa de baixo.
    pub itens: Vec<usize>,
    /// A seta sobe: fecha um laço, e a ponta fica em cima.
    pub volta: bool,
    /// Qual dos itens leva o rótulo.
    pub rotulo: Option<usize>,
}

pub(super) struct Camadas {
    pub itens: Vec<Item>,
    pub linhas: Vec<Vec<usize>>,
    pub rotas: Vec<Rota>,
    /// Setas de um passo para ele mesmo.
    pub sobre_si: Vec<usize>,
}

impl Camadas {
    pub fn de(quadro: &Quadro) -> Self {
        let voltas = voltas(quadro);
        let niveis = niveis(quadro, &voltas);
        let linhas = niveis.iter().max().map_or(1, |maior| 2 * maior + 1);
        let mut camadas =
            Self { itens: Vec::new(), linhas: vec![Vec::new(); linhas], rotas: Vec::new(), sobre_si: Vec::new() };
        for (i, caixa) in quadro.caixas.iter().enumerate() {
            camadas.por(TipoItem::Caixa(i), caixa.largura, 2 * niveis[i]);
        }
        for (i, seta) in quadro.setas.iter().enumerate() {
            if seta.de == seta.para {
                camadas.sobre_si.push(i);
            } else {
                camadas.tracar(i, seta.de, seta.para, voltas[i], seta.rotulo.as_deref());
            }
        }
        camadas
    }

    fn por(&mut self, tipo: TipoItem, largura: f64, linha: usize) -> usize {
        self.itens.push(Item { tipo, largura, linha, acima: Vec::new(), abaixo: Vec::new() });
        let indice = self.itens.len() - 1;
        self.linhas[linha].push(indice);
        indice
    }

    /// Os índices das caixas são os dos seus itens: foram postas primeiro.
    fn tracar(&mut self, seta: usize, de: usize, para: usize, volta: bool, rotulo: Option<&str>) {
        let (cima, baixo) = if volta { (para, de) } else { (de, para) };
        let (primeira, ultima) = (self.itens[cima].linha + 1, self.itens[baixo].linha - 1);
        // O rótulo fica junto de onde a seta sai.
        let linha_do_rotulo = if volta { ultima } else { primeira };
        let mut itens = vec![cima];
        let mut item_do_rotulo = None;
        for linha in primeira..=ultima {
            let largura = match rotulo {
                Some(rotulo) if linha == linha_do_rotulo => largura_do_texto(rotulo) + MARGEM_DO_ROTULO,
                _ => PASSAGEM,
            };
            let item = self.por(TipoItem::Passagem, largura, linha);
            if rotulo.is_some() && linha == linha_do_rotulo {
                item_do_rotulo = Some(item);
            }
            itens.push(item);
        }
        itens.push(baixo);
        for par in itens.windows(2) {
            self.itens[par[0]].abaixo.push(par[1]);
            self.itens[par[1]].acima.push(par[0]);
        }
        self.rotas.push(Rota { seta, itens, volta, rotulo: item_do_rotulo });
    }
}

/// Quais setas fecham um laço, numa busca em profundidade a partir do início. Por seta.
fn voltas(quadro: &Quadro) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Marca {
        Nova,
        Aberta,
        Fechada,
    }
    let saidas: Vec<Vec<usize>> = (0..quadro.caixas.len())
        .map(|caixa| (0..quadro.setas.len()).filter(|&seta| quadro.setas[seta].de == caixa).collect())
        .collect();
    let mut marcas = vec![Marca::Nova; quadro.caixas.len()];
    let mut voltas = vec![false; quadro.setas.len()];
    for raiz in std::iter::once(quadro.inicio).chain(0..quadro.caixas.len()) {
        if marcas.get(raiz) != Some(&Marca::Nova) {
            continue;
        }
        marcas[raiz] = Marca::Aberta;
        let mut pilha = vec![(raiz, 0)];
        while let Some((caixa, proxima)) = pilha.last_mut() {
            let Some(&seta) = saidas[*caixa].get(*proxima) else {
                marcas[*caixa] = Marca::Fechada;
                pilha.pop();
                continue;
            };
            *proxima += 1;
            let para = quadro.setas[seta].para;
            match marcas[para] {
                Marca::Nova => {
                    marcas[para] = Marca::Aberta;
                    pilha.push((para, 0));
                }
                Marca::Aberta => voltas[seta] = true,
                Marca::Fechada => {}
            }
        }
    }
    voltas
}

/// O maior caminho desde um passo sem entrada, em caixas. As voltas contam ao contrário, como são desenhadas.
fn niveis(quadro: &Quadro, voltas: &[bool]) -> Vec<usize> {
    let desce: Vec<(usize, usize)> = quadro
        .setas
        .iter()
        .zip(voltas)
        .filter(|(seta, _)| seta.de != seta.para)
        .map(|(seta, volta)| if *volta { (seta.para, seta.de) } else { (seta.de, seta.para) })
        .collect();
    let mut niveis = vec![0; quadro.caixas.len()];
    // Sem laços, o maior caminho tem menos setas do que há caixas: as passadas terminam.
    for _ in 0..quadro.caixas.len() {
        let mut mudou = false;
        for &(cima, baixo) in &desce {
            if niveis[baixo] < niveis[cima] + 1 {
                niveis[baixo] = niveis[cima] + 1;
                mudou = true;
            }
        }
        if !mudou {
            break;
        }
    }
    niveis
}
