//! O que se escreve numa célula.

use chrono::{NaiveDate, NaiveDateTime};
use esteira_base::Dinheiro;

/// Um valor.
#[derive(Debug, Clone, PartialEq)]
pub enum Celula {
    /// Nada.
    Vazia,
    /// Texto; nunca fórmula, comece como começar.
    Texto(String),
    /// Número inteiro.
    Inteiro(i64),
    /// Reais.
    Dinheiro(Dinheiro),
    /// Dia.
    Data(NaiveDate),
    /// Dia e hora, já no fuso de quem lê.
    Hora(NaiveDateTime),
    /// Sim ou não.
    Logico(bool),
}

impl Celula {
    /// Texto, ou nada se não há.
    pub fn se_ha(texto: Option<impl Into<String>>) -> Self {
        texto.map_or(Self::Vazia, |texto| Self::Texto(texto.into()))
    }
}

impl From<&str> for Celula {
    fn from(texto: &str) -> Self {
        Self::Texto(texto.to_owned())
    }
}

impl From<String> for Celula {
    fn from(texto: String) -> Self {
        Self::Texto(texto)
    }
}
