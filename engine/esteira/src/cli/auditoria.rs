//! `esteira auditoria`: conferir a cadeia, direto no banco configurado, com o servidor no ar ou não.

use std::process::ExitCode;

use clap::Subcommand;
use esteira_aplicacao::auditoria::{self, Veredito};
use esteira_aplicacao::{Aplicacao, Quem};

use super::fluxo::imprimir;
use super::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

#[derive(Debug, Subcommand)]
pub enum AcaoDeAuditoria {
    /// Confere a cadeia da raiz à ponta: acha o registro tirado, alterado ou trocado de lugar. Sai com 1 se há quebra.
    Verificar {
        /// A ponta que se guardou numa verificação anterior: tem de estar na cadeia.
        #[arg(long)]
        ponta: Option<String>,
    },
}

impl AcaoDeAuditoria {
    pub fn executar(self, config: Config) -> Resultado {
        assincrono(async move {
            let montada = Montada::so_banco(&config).await?;
            let quem = Quem { nome: "linha de comando".to_owned(), ..Quem::sistema(montada.inquilino) };
            match self {
                Self::Verificar { ponta } => verificar(&montada.app, &quem, ponta.as_deref()).await,
            }
        })
    }
}

async fn verificar(app: &Aplicacao, quem: &Quem, ancora: Option<&str>) -> Resultado {
    // O que ainda não tinha elo ganha o seu: a verificação cobre tudo.
    auditoria::selar(app).await?;
    let Veredito { conferidos, ponta, quebra, .. } = auditoria::verificar(app, quem, ancora).await?;
    if let Some(quebra) = quebra {
        let onde = quebra.registro_id.map(|id| format!(" ({id})")).unwrap_or_default();
        imprimir(&format!("QUEBRADA no registro {}{onde}: {}", quebra.numero, quebra.problema))?;
        imprimir(&format!("{conferidos} registros conferidos antes da quebra"))?;
        return Ok(ExitCode::FAILURE);
    }
    imprimir(&format!("íntegra: {conferidos} registros conferidos"))?;
    if let Some(ponta) = ponta {
        imprimir(&format!("ponta: {ponta}"))?;
        imprimir("guarde a ponta fora daqui; com ela, --ponta acusa uma cadeia refeita inteira")?;
    }
    Ok(ExitCode::SUCCESS)
}
