//! Juntar o arquivo e o ambiente.

use std::fs;
use std::path::{Path, PathBuf};

use config::{Environment, File, FileFormat};
use esteira_base::Segredo;

use super::Config;
use super::partes::SegredoDeConfig;

/// O que há de errado na configuração, e onde.
#[derive(Debug, thiserror::Error)]
pub enum ErroDeConfig {
    #[error("a configuração não se lê: {0}")]
    Invalida(#[from] config::ConfigError),
    #[error("não consegui ler o segredo de {arquivo}: {causa}")]
    Segredo { arquivo: PathBuf, causa: std::io::Error },
    #[error("`cors.origens`: {0}")]
    Origem(#[from] esteira_servidor::OrigemInvalida),
    #[error("falta {0} na configuração (direto, ou em {0}_arquivo)")]
    Falta(&'static str),
    #[error("endereco_publico \"{0}\" não serve; escreva como https://esteira.empresa.com.br")]
    EnderecoPublico(String),
}

/// Nomes do ambiente que não são chaves da configuração.
const FORA_DA_CONFIG: [&str; 2] = ["ESTEIRA_CONFIG", "ESTEIRA_PAPEL"];

pub fn ler(arquivo: Option<&Path>) -> Result<Config, ErroDeConfig> {
    let mut montagem = config::Config::builder();
    if let Some(arquivo) = arquivo {
        montagem = montagem.add_source(File::from(arquivo).format(FileFormat::Toml));
    }
    let do_ambiente = std::env::vars().filter(|(nome, _)| !FORA_DA_CONFIG.contains(&nome.as_str())).collect();
    let ambiente = Environment::with_prefix("ESTEIRA")
        .prefix_separator("_")
        .separator("__")
        // Sem adivinhar tipos: uma senha `000123` não é o número 123. Quem quer número lê o texto como número.
        .source(Some(do_ambiente));
    Ok(montagem.add_source(ambiente).build()?.try_deserialize()?)
}

/// O segredo dado direto, ou o conteúdo do arquivo (sem o fim de linha).
pub fn segredo(direto: Option<&SegredoDeConfig>, arquivo: Option<&Path>) -> Result<Option<Segredo>, ErroDeConfig> {
    match (direto, arquivo) {
        (Some(direto), _) => Ok(Some(direto.0.clone())),
        (None, Some(arquivo)) => fs::read_to_string(arquivo)
            .map(|texto| Some(Segredo::novo(texto.trim_end_matches(['\r', '\n']))))
            .map_err(|causa| ErroDeConfig::Segredo { arquivo: arquivo.to_owned(), causa }),
        (None, None) => Ok(None),
    }
}
