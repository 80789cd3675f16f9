//! Mandar um e-mail.

use async_trait::async_trait;
use tokio_util::bytes::Bytes;

#[async_trait]
pub trait Correio: Send + Sync {
    /// Entrega ao servidor SMTP. Pelo menos uma vez: quem repete usa o mesmo `id_mensagem`, para o destinatário reconhecer a repetição.
    async fn enviar(&self, carta: Carta) -> Result<(), ErroCorreio>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carta {
    /// Parte local do Message-ID; determinística por notificação.
    pub id_mensagem: String,
    pub para: String,
    pub assunto: String,
    pub texto: String,
    pub html: Option<String>,
    /// Arquivos que vão junto, na ordem.
    pub anexos: Vec<AnexoDaCarta>,
}

/// Um arquivo que vai com a carta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnexoDaCarta {
    pub nome: String,
    /// Tipo MIME.
    pub tipo: String,
    pub conteudo: Bytes,
}

#[derive(Debug, thiserror::Error)]
pub enum ErroCorreio {
    /// Endereço inexistente ou recusado: repetir não adianta.
    #[error("destinatário recusado: {0}")]
    Recusado(String),
    /// Servidor fora, cheio ou lento: repetir adianta.
    #[error("servidor de e-mail indisponível: {0}")]
    Indisponivel(String),
}
