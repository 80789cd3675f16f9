//! Planilhas: escrevê-las sem as ter inteiras na memória, e lê-las venham como vierem.
//!
//! - [`Celula`] é o que se escreve; [`EscritorCsv`] e [`EscritorXlsx`] a põem no formato;
//! - [`ler`] dá cabeçalho e linhas de um CSV (com ou sem BOM, em UTF-8 ou Windows-1252, com `;`, `,` ou tabulação) ou de um XLSX.
//!
//! Não deve conhecer: cliente, processo, HTTP, banco.

#![warn(missing_docs)]

mod celula;
mod escrita_csv;
mod escrita_xlsx;
mod leitura;

pub use celula::Celula;
pub use escrita_csv::EscritorCsv;
pub use escrita_xlsx::{ErroDeEscrita, EscritorXlsx, LINHAS_DO_XLSX};
pub use leitura::{ErroDeLeitura, Linha, MAXIMO_DE_COLUNAS, MAXIMO_DE_LINHAS, Tabela, ler};

/// Em que formato se escreve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formato {
    /// Texto, `;` entre as colunas.
    Csv,
    /// Pasta de trabalho do Excel.
    Xlsx,
}

impl Formato {
    /// O que tem esta extensão, se há.
    pub fn da_extensao(extensao: &str) -> Option<Self> {
        [Self::Csv, Self::Xlsx].into_iter().find(|formato| formato.extensao() == extensao)
    }

    /// A extensão.
    pub fn extensao(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// O tipo MIME.
    pub fn tipo(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}
