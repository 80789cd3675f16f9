//! `esteira backup`: cópias do banco inteiro, com o servidor no ar; e refazer um banco vazio, com ele parado.

use std::process::ExitCode;

use clap::Subcommand;
use esteira_aplicacao::backup::{self, Manifesto};
use esteira_base::{Relogio, RelogioDoSistema};

use super::fluxo::imprimir;
use super::{Resultado, assincrono};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub enum AcaoDeBackup {
    /// Copia o banco, com quem o usa a trabalhar, e larga as cópias mais velhas. Não migra: serve antes de atualizar a versão. Os arquivos e as chaves
    /// copiam-se à parte.
    Fazer {
        /// Quantas cópias ficam.
        #[arg(long, default_value_t = backup::MANTER, value_parser = clap::value_parser!(u32).range(1..=365))]
        manter: u32,
    },
    /// As cópias inteiras, da mais nova à mais velha.
    Listar,
    /// Refaz de uma cópia o banco da configuração, que tem de estar vazio, com o servidor parado. Depois, `esteira migrar`.
    Restaurar {
        /// O nome, como em `esteira backup listar`.
        nome: String,
    },
}

impl AcaoDeBackup {
    pub fn executar(self, config: Config) -> Resultado {
        assincrono(async move {
            match self {
                Self::Fazer { manter } => fazer(&config, manter).await?,
                Self::Listar => listar(&config)?,
                Self::Restaurar { nome } => {
                    let feita = backup::restaurar(&config.backup(), &nome).await?;
                    imprimir(&format!("{} restaurada; agora, esteira migrar", feita.nome))?;
                    imprimir(
                        "as senhas dos portais só se abrem com as chaves de quando a cópia se fez (a pasta chaves)",
                    )?;
                }
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

async fn fazer(config: &Config, manter: u32) -> Result<(), Box<dyn std::error::Error>> {
    let agora = RelogioDoSistema.agora();
    let (feita, largadas) = backup::copiar(&config.backup(), agora, agora, manter).await?;
    imprimir(&em_linha(&feita))?;
    if largadas > 0 {
        imprimir(&format!("{largadas} mais velhas largadas"))?;
    }
    Ok(())
}

fn listar(config: &Config) -> Result<(), Box<dyn std::error::Error>> {
    let config = config.backup();
    let copias = backup::listar(&config.pasta)?;
    if copias.is_empty() {
        imprimir(&format!("não há cópias em {}", config.pasta.display()))?;
    }
    for copia in copias {
        imprimir(&em_linha(&copia))?;
    }
    Ok(())
}

fn em_linha(copia: &Manifesto) -> String {
    format!("{}  {} bytes  {}  BLAKE3 {}", copia.nome, copia.tamanho, copia.feito_em, copia.resumo)
}
