//! Um problema numa definição, com o lugar e o que fazer.

use std::fmt;

use serde::Serialize;

/// Quantos caracteres da linha vão em [`Diagnostico::trecho`].
const TRECHO_MAXIMO: usize = 200;

/// Um problema. Serializa-se como está na API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostico {
    /// Estável, para filtros e documentação: `passo_desconhecido`.
    pub codigo: &'static str,
    /// Se impede publicar.
    pub gravidade: Gravidade,
    /// Nome dado a quem leu.
    pub arquivo: String,
    /// A partir de 1.
    pub linha: usize,
    /// Em caracteres, a partir de 1.
    pub coluna: usize,
    /// O trecho culpado, em bytes do texto.
    pub intervalo: Intervalo,
    /// A linha em que está, sem o fim de linha.
    pub trecho: String,
    /// O que houve.
    pub mensagem: String,
    /// O que fazer, quando se sabe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sugestao: Option<String>,
}

/// Se um problema impede publicar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gravidade {
    /// Impede.
    Erro,
    /// Não impede.
    Aviso,
}

/// De `inicio` (incluso) a `fim` (excluso), em bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Intervalo {
    /// Primeiro byte.
    pub inicio: usize,
    /// Depois do último byte.
    pub fim: usize,
}

impl fmt::Display for Gravidade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Erro => "erro",
            Self::Aviso => "aviso",
        })
    }
}

/// Numa linha só: `faturas.yaml:12:7: erro[passo_desconhecido]: …`.
impl fmt::Display for Diagnostico {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { codigo, gravidade, arquivo, linha, coluna, mensagem, sugestao, .. } = self;
        write!(f, "{arquivo}:{linha}:{coluna}: {gravidade}[{codigo}]: {mensagem}")?;
        sugestao.iter().try_for_each(|sugestao| write!(f, " ({sugestao})"))
    }
}

/// Linha, coluna e texto da linha de um byte do texto.
pub(super) fn situar(texto: &str, byte: usize) -> (usize, usize, String) {
    let byte = recuar_ate_caractere(texto, byte);
    let antes = &texto[..byte];
    let comeco = antes.rfind('\n').map_or(0, |i| i + 1);
    let linha = antes.matches('\n').count() + 1;
    let coluna = texto[comeco..byte].chars().count() + 1;
    let trecho = texto[comeco..].lines().next().unwrap_or_default().chars().take(TRECHO_MAXIMO).collect();
    (linha, coluna, trecho)
}

pub(super) fn recuar_ate_caractere(texto: &str, byte: usize) -> usize {
    (0..=byte.min(texto.len())).rev().find(|&i| texto.is_char_boundary(i)).unwrap_or(0)
}
