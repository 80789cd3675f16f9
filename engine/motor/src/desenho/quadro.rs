//! O que há para desenhar: caixas medidas e setas com rótulo.

use super::estilo::{Estilo, detalhe};
use crate::fluxo::{Fluxo, TipoPasso};
use crate::grafo::{TipoSaida, saidas};

/// Largura média de uma letra de 12 pontos na fonte do desenho; o SVG não mede texto.
const LETRA: f64 = 6.9;

/// Letras de um nome antes de cortar.
const NOME_MAXIMO: usize = 28;

/// Letras de uma linha de detalhe ou de um rótulo antes de cortar.
const LINHA_MAXIMA: usize = 34;

/// Menor largura de uma caixa, para que fiquem parecidas.
const LARGURA_MINIMA: f64 = 150.0;

pub(super) struct Caixa {
    pub nome: String,
    pub linhas: Vec<Linha>,
    pub estilo: &'static Estilo,
    pub largura: f64,
    pub altura: f64,
}

/// Uma linha de texto de uma caixa.
pub(super) struct Linha {
    pub classe: &'static str,
    pub texto: String,
}

pub(super) struct Seta {
    pub de: usize,
    pub para: usize,
    pub rotulo: Option<String>,
    pub classe: &'static str,
}

pub(super) struct Quadro {
    pub inicio: usize,
    pub caixas: Vec<Caixa>,
    pub setas: Vec<Seta>,
}

impl Quadro {
    pub fn de(fluxo: &Fluxo) -> Self {
        let indice = |nome: &str| fluxo.passos.get_index_of(nome);
        let caixas: Vec<_> = fluxo
            .passos
            .values()
            .map(|passo| {
                let mut linhas = vec![Linha { classe: "nome", texto: cortar(&passo.nome, NOME_MAXIMO) }];
                linhas.extend(
                    detalhe(passo).map(|texto| Linha { classe: "detalhe", texto: cortar(&texto, LINHA_MAXIMA) }),
                );
                linhas.extend(
                    passo
                        .estado
                        .as_deref()
                        .map(|estado| Linha { classe: "estado", texto: cortar(estado, LINHA_MAXIMA) }),
                );
                let folga = if matches!(passo.tipo, TipoPasso::Escolha(_) | TipoPasso::Fim(_)) { 56.0 } else { 36.0 };
                let mais_larga = linhas.iter().map(|linha| largura_do_texto(&linha.texto)).fold(0.0, f64::max);
                #[expect(clippy::cast_precision_loss, reason = "são no máximo três linhas")]
                let altura = 20.0 + 17.0 * linhas.len() as f64;
                Caixa {
                    nome: passo.nome.clone(),
                    linhas,
                    estilo: Estilo::de(&passo.tipo),
                    largura: (mais_larga + folga).max(LARGURA_MINIMA),
                    altura,
                }
            })
            .collect();
        let mut setas: Vec<Seta> = Vec::new();
        for (de, passo) in fluxo.passos.values().enumerate() {
            for saida in saidas(passo) {
                let Some(para) = indice(&saida.para) else { continue };
                let rotulo = saida.tipo.rotulo().map(|rotulo| cortar(&rotulo, LINHA_MAXIMA));
                let classe = match saida.tipo {
                    TipoSaida::Erro(_) => "erro",
                    TipoSaida::Vencimento => "vencimento",
                    _ => "comum",
                };
                // Duas setas iguais por motivos diferentes viram uma, com os dois rótulos.
                match setas.iter_mut().find(|seta| (seta.de, seta.para, seta.classe) == (de, para, classe)) {
                    Some(igual) => {
                        let juntos: Vec<_> = igual.rotulo.take().into_iter().chain(rotulo).collect();
                        igual.rotulo = (!juntos.is_empty()).then(|| cortar(&juntos.join(" / "), LINHA_MAXIMA));
                    }
                    None => setas.push(Seta { de, para, rotulo, classe }),
                }
            }
        }
        Self { inicio: indice(&fluxo.inicio).unwrap_or_default(), caixas, setas }
    }
}

pub(super) fn largura_do_texto(texto: &str) -> f64 {
    texto.chars().map(|c| if c.is_uppercase() || c == '_' { LETRA * 1.12 } else { LETRA }).sum()
}

fn cortar(texto: &str, maximo: usize) -> String {
    if texto.chars().count() <= maximo {
        return texto.to_owned();
    }
    texto.chars().take(maximo - 1).chain(['…']).collect()
}
