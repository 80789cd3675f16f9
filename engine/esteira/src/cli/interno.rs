//! Comandos que a Esteira chama em si mesma.

use std::process::ExitCode;

use clap::Subcommand;

use super::Resultado;
use super::medir::servir_medida;
use crate::config::{Config, ErroDeConfig};

#[derive(Debug, Subcommand)]
pub enum AcaoInterna {
    /// Lê ou junta os PDFs da entrada. Roda em processo próprio, com limites.
    Pdf,
    /// O servidor que `esteira medir` mede: como `servir`, sem navegador nem plugins.
    ServirMedida,
}

impl AcaoInterna {
    pub fn executar(self, config: impl FnOnce() -> Result<Config, ErroDeConfig>) -> Resultado {
        match self {
            Self::ServirMedida => return servir_medida(config()?),
            Self::Pdf => esteira_conectores::atender_pdf(std::io::stdin(), std::io::stdout())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
