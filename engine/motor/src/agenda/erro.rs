//! O que há de errado num cron, e onde.

use std::fmt;

/// Um dos cinco campos, na ordem em que se escrevem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampoDoCron {
    /// 1º.
    Minuto,
    /// 2º.
    Hora,
    /// 3º.
    DiaDoMes,
    /// 4º.
    Mes,
    /// 5º.
    DiaDaSemana,
}

impl fmt::Display for CampoDoCron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minuto => "1º campo (minuto)",
            Self::Hora => "2º campo (hora)",
            Self::DiaDoMes => "3º campo (dia do mês)",
            Self::Mes => "4º campo (mês)",
            Self::DiaDaSemana => "5º campo (dia da semana)",
        })
    }
}

/// Um cron que não serve. O texto diz o que fazer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{mensagem}", .campo.map(|campo| format!("{campo}: ")).unwrap_or_default())]
pub struct ErroDeCron {
    /// O campo errado; nenhum se o problema é do cron inteiro.
    pub campo: Option<CampoDoCron>,
    /// O que há e o que escrever no lugar.
    pub mensagem: String,
}

impl ErroDeCron {
    pub(super) fn inteiro(mensagem: impl Into<String>) -> Self {
        Self { campo: None, mensagem: mensagem.into() }
    }

    pub(super) fn no(campo: CampoDoCron, mensagem: impl Into<String>) -> Self {
        Self { campo: Some(campo), mensagem: mensagem.into() }
    }
}
