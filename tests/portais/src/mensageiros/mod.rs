//! A Evolution API v2, a Bot API do Telegram e os webhooks do Slack, num servidor só, com as recusas de cada um.

mod api;
mod falha;

use std::io;
use std::sync::{Arc, Mutex};

pub use falha::FalhaMensageiro;

use crate::controle;
use crate::falhas::{QuadroDeFalhas, Vezes};
use crate::servidor::{Opcoes, Servidor};
use crate::tranca::trancar;

/// A chave da Evolution, o token do bot e o fim do webhook do Slack que ele aceita.
pub const CREDENCIAL: &str = "credencial-de-teste";
/// A instância da Evolution que existe.
pub const INSTANCIA: &str = "faturas";

/// Os três canais no ar.
pub struct MensageirosDeTeste {
    estado: Arc<Estado>,
    servidor: Servidor,
}

/// Uma mensagem aceita.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MensagemRecebida {
    /// `WHATSAPP`, `TELEGRAM` ou `SLACK`.
    pub canal: &'static str,
    /// O número, a conversa, ou o fim do webhook.
    pub para: String,
    pub texto: String,
    /// O id que se deu.
    pub id: String,
}

struct Estado {
    falhas: Arc<QuadroDeFalhas<FalhaMensageiro>>,
    recebidas: Mutex<Vec<MensagemRecebida>>,
}

impl MensageirosDeTeste {
    /// Sobe em `127.0.0.1`, numa porta livre.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir() -> io::Result<Self> {
        let estado = Arc::new(Estado { falhas: Arc::new(QuadroDeFalhas::vazio()), recebidas: Mutex::default() });
        let rotas = api::rotas(&estado).merge(controle::rotas("Mensageiros", estado.falhas.clone()));
        let servidor = Servidor::subir(Opcoes::default().endereco, rotas).await?;
        Ok(Self { estado, servidor })
    }

    /// O endereço da Evolution API e da Bot API.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// O endereço de um webhook do Slack.
    pub fn webhook_do_slack(&self, fim: &str) -> String {
        format!("{}/services/T0/B0/{fim}", self.servidor.url())
    }

    /// Arma uma falha para um canal, ou `*`.
    pub fn falha(&self, canal: &str, falha: FalhaMensageiro, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(canal, falha, vezes.into());
    }

    /// O que se aceitou, na ordem.
    pub fn recebidas(&self) -> Vec<MensagemRecebida> {
        trancar(&self.estado.recebidas).clone()
    }
}
