//! Mandar uma mensagem curta, em texto: WhatsApp, Telegram, Slack.

use async_trait::async_trait;
use esteira_base::Segredo;

#[async_trait]
pub trait Mensageiro: Send + Sync {
    /// Entrega ao canal. Pelo menos uma vez: nenhum deles tem chave de idempotência. Texto maior que o canal aceita vai cortado, com aviso.
    async fn enviar(&self, via: &Via, texto: &str) -> Result<Aceite, ErroDeEnvio>;
}

/// Por onde e a quem, com a credencial aberta.
#[derive(Debug, Clone)]
pub enum Via {
    /// Pela Evolution API v2.
    WhatsApp {
        endereco: String,
        instancia: String,
        chave: Segredo,
        /// Com o código do país, só algarismos.
        numero: String,
    },
    /// Pela Bot API.
    Telegram { endereco: String, token: Segredo, chat: String },
    /// Por um incoming webhook: o próprio endereço é o segredo.
    Slack { endereco: Segredo },
}

/// O canal aceitou; se entregou, ele dirá depois ou nunca.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aceite {
    /// O id da mensagem lá, se ele dá um.
    pub id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroDeEnvio {
    /// Repetir não adianta; o texto diz o que fazer.
    #[error("{0}")]
    Recusado(String),
    /// O canal pediu para esperar.
    #[error("o canal pediu para esperar {segundos} s")]
    Esperar { segundos: u64 },
    /// Repetir adianta.
    #[error("canal indisponível: {0}")]
    Indisponivel(String),
}
