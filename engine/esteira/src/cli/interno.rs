//! Comandos que a Esteira chama em si mesma.

use std::process::ExitCode;

use clap::Subcommand;

use super::Resultado;

#[derive(Debug, Subcommand)]
pub enum AcaoInterna {
    /// Lê um PDF da entrada e escreve o que há nele na saída, em JSON. Roda em processo próprio, com limites.
    LerPdf,
}

impl AcaoInterna {
    pub fn executar(self) -> Resultado {
        match self {
            Self::LerPdf => esteira_conectores::atender_leitura(std::io::stdin(), std::io::stdout())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
