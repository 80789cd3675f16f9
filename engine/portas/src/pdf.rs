//! Ler e juntar PDFs, venham de onde vierem.

use async_trait::async_trait;
use tokio_util::bytes::Bytes;

/// Quem lê PDFs.
#[async_trait]
pub trait LeitorDePdf: Send + Sync {
    /// Lê em processo separado, com limite de tempo e de memória: um PDF hostil não derruba nem trava o servidor.
    async fn ler(&self, conteudo: Bytes) -> Result<PdfLido, ErroPdf>;
}

/// Quem lê e também junta PDFs.
#[async_trait]
pub trait Pdf: LeitorDePdf {
    /// Um PDF com as páginas de todos, na ordem dada. Nas mesmas condições de [`LeitorDePdf::ler`].
    async fn juntar(&self, partes: Vec<Bytes>) -> Result<Bytes, ErroPdf>;
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PdfLido {
    pub paginas: u32,
    /// Texto de todas as páginas, na ordem.
    pub texto: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum ErroPdf {
    #[error("o arquivo não é um PDF válido: {0}")]
    Invalido(String),
    #[error("o PDF está protegido por senha")]
    Cifrado,
    #[error("o PDF não tem páginas")]
    SemPaginas,
    #[error("a leitura do PDF passou do limite de {0}")]
    LimiteExcedido(String),
    #[error("a leitura do PDF falhou: {0}")]
    Falhou(String),
}
