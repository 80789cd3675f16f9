//! Slack por incoming webhook. Puro.

use esteira_portas::mensageiro::{Aceite, ErroDeEnvio};
use esteira_portas::servico::Resposta;
use serde_json::{Value, json};

use super::corte::cortar;
use super::passageira;

/// Depois disto o próprio Slack corta, sem dizer.
const MAXIMO: usize = 40_000;

/// Só estes três têm sentido próprio no texto do Slack.
pub(super) fn corpo(texto: &str) -> Value {
    let escapado = texto.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    json!({ "text": cortar(&escapado, MAXIMO), "unfurl_links": false })
}

pub(super) fn ler(resposta: Resposta) -> Result<Aceite, ErroDeEnvio> {
    if let Some(erro) = passageira(&resposta) {
        return Err(erro);
    }
    let dito = resposta.corpo.as_str().unwrap_or_default().trim();
    match (resposta.status, dito) {
        (200..300, _) => Ok(Aceite::default()),
        (403, _) => recusar("o Slack não deixa este webhook escrever no canal; veja as permissões dele"),
        (404, _) => recusar("o canal ou o webhook do Slack não existe mais; crie outro e guarde o endereço"),
        (410, _) => recusar("o canal do Slack foi arquivado; escolha outro"),
        (400, "user_not_found") => recusar("o Slack não achou o usuário deste webhook"),
        (status, _) => recusar(&format!("o Slack recusou a mensagem ({status})")),
    }
}

fn recusar(motivo: &str) -> Result<Aceite, ErroDeEnvio> {
    Err(ErroDeEnvio::Recusado(motivo.to_owned()))
}
