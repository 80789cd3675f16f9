//! O que se diz de uma cópia, ao lado dela.

use esteira_base::{Instante, Resumo};
use serde::{Deserialize, Serialize};

/// De uma cópia.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifesto {
    /// O nome da cópia: o do arquivo, com a extensão.
    pub nome: String,
    pub feito_em: Instante,
    /// `SQLite` ou `PostgreSQL`.
    pub banco: String,
    /// A versão da Esteira que a fez.
    pub versao: String,
    /// Em bytes.
    pub tamanho: u64,
    /// BLAKE3 do arquivo.
    pub resumo: Resumo,
}
