//! Ler e juntar neste mesmo processo, para quem só trata PDFs de confiança, como os testes.

use async_trait::async_trait;
use esteira_portas::pdf::{ErroPdf, LeitorDePdf, Pdf, PdfLido};
use tokio_util::bytes::Bytes;

use super::conversa::malformado;
use super::{juntar_pdfs_aqui, ler_pdf_aqui};

/// Sem processo filho e sem limites: um PDF hostil derruba quem o chama. Para entrada de fora, [`PdfEmProcessoFilho`](super::PdfEmProcessoFilho).
#[derive(Debug, Clone, Copy, Default)]
pub struct PdfAqui;

#[async_trait]
impl LeitorDePdf for PdfAqui {
    async fn ler(&self, conteudo: Bytes) -> Result<PdfLido, ErroPdf> {
        tokio::task::spawn_blocking(move || ler_pdf_aqui(&conteudo)).await.unwrap_or_else(|_| Err(malformado()))
    }
}

#[async_trait]
impl Pdf for PdfAqui {
    async fn juntar(&self, partes: Vec<Bytes>) -> Result<Bytes, ErroPdf> {
        let juntar = move || juntar_pdfs_aqui(&partes.iter().map(Bytes::as_ref).collect::<Vec<_>>()).map(Bytes::from);
        tokio::task::spawn_blocking(juntar).await.unwrap_or_else(|_| Err(malformado()))
    }
}
