//! O arquivo de roteiro: a entrada, os lances em ordem e, se é um caso, o fluxo e a história que se espera.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Lance;

/// Um roteiro lido.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roteiro {
    /// A regra que o caso prova, em uma frase.
    #[serde(default)]
    pub regra: Option<String>,
    /// O fluxo, em texto; nenhum quando vem de outro arquivo.
    #[serde(default)]
    pub fluxo: Option<String>,
    /// Entrada da instância.
    #[serde(default = "vazia")]
    pub entrada: Value,
    /// O que acontece lá fora, em ordem.
    #[serde(default)]
    pub roteiro: Vec<Lance>,
    /// A história que se espera.
    #[serde(default)]
    pub historia: Option<String>,
}

fn vazia() -> Value {
    json!({})
}

/// Lê um roteiro.
///
/// # Errors
/// O que há de errado, com linha e coluna.
pub fn ler_roteiro(texto: &str) -> Result<Roteiro, String> {
    serde_saphyr::from_str(texto).map_err(|erro| format!("o roteiro não se entende: {erro}"))
}
