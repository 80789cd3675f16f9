//! WhatsApp, Telegram e Slack, um arquivo por canal, por HTTP com o endereço vigiado.
//!
//! Não deve conhecer: quem recebe o quê, quando se tenta de novo.

mod corte;
mod slack;
mod telegram;
mod whatsapp;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use esteira_base::Segredo;
use esteira_portas::mensageiro::{Aceite, ErroDeEnvio, Mensageiro, Via};
use esteira_portas::servico::{Chamada, ErroDeServico, Resposta, Servicos};
use serde_json::Value;

/// Do começo ao fim de um envio.
const PRAZO: Duration = Duration::from_secs(30);
/// Quanto se espera se o canal pede para esperar sem dizer quanto.
const ESPERA_SEM_NUMERO: u64 = 60;

/// Os três canais, por um [`Servicos`].
pub struct Mensageiros {
    servicos: Arc<dyn Servicos>,
}

impl Mensageiros {
    pub fn novos(servicos: Arc<dyn Servicos>) -> Self {
        Self { servicos }
    }

    async fn mandar(
        &self,
        url: String,
        cabecalhos: Vec<(String, Segredo)>,
        corpo: Value,
    ) -> Result<Resposta, ErroDeEnvio> {
        let chamada = Chamada { metodo: "POST".to_owned(), url, cabecalhos, corpo, prazo: PRAZO };
        self.servicos.chamar(chamada).await.map_err(|erro| match erro {
            // O texto destes não traz a URL, que pode ter o segredo.
            ErroDeServico::Endereco(_) | ErroDeServico::Pedido(_) => {
                ErroDeEnvio::Recusado(format!("{erro}; corrija o endereço do canal"))
            }
            outro => ErroDeEnvio::Indisponivel(outro.to_string()),
        })
    }
}

#[async_trait]
impl Mensageiro for Mensageiros {
    async fn enviar(&self, via: &Via, texto: &str) -> Result<Aceite, ErroDeEnvio> {
        match via {
            Via::WhatsApp { endereco, instancia, chave, numero } => {
                let (url, cabecalhos, corpo) = whatsapp::pedido(endereco, instancia, chave, numero, texto);
                whatsapp::ler(instancia, self.mandar(url, cabecalhos, corpo).await?)
            }
            Via::Telegram { endereco, token, chat } => {
                let (url, corpo) = telegram::pedido(endereco, token, chat, texto);
                telegram::ler(self.mandar(url, Vec::new(), corpo).await?)
            }
            Via::Slack { endereco } => {
                let corpo = slack::corpo(texto);
                slack::ler(self.mandar(endereco.revelar().to_owned(), Vec::new(), corpo).await?)
            }
        }
    }
}

/// O que vale para todos: cheio, fora do ar. Nenhum, se a resposta é de cada canal.
fn passageira(resposta: &Resposta) -> Option<ErroDeEnvio> {
    match resposta.status {
        429 => {
            let pedida = resposta.cabecalhos.get("retry-after").and_then(Value::as_str);
            let segundos = pedida.and_then(|texto| texto.trim().parse().ok()).unwrap_or(ESPERA_SEM_NUMERO);
            Some(ErroDeEnvio::Esperar { segundos })
        }
        408 | 500.. => Some(ErroDeEnvio::Indisponivel(format!("respondeu {}", resposta.status))),
        _ => None,
    }
}
