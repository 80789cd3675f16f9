//! Telegram pela Bot API. Puro.

use esteira_base::Segredo;
use esteira_portas::mensageiro::{Aceite, ErroDeEnvio};
use esteira_portas::servico::Resposta;
use serde_json::{Value, json};

use super::corte::cortar;
use super::passageira;

/// Maior texto de `sendMessage`.
const MAXIMO: usize = 4_096;

pub(super) fn pedido(endereco: &str, token: &Segredo, chat: &str, texto: &str) -> (String, Value) {
    let url = format!("{}/bot{}/sendMessage", endereco.trim_end_matches('/'), token.revelar());
    // Sem `parse_mode`: o texto é texto, e nada nele vira marcação.
    let corpo =
        json!({ "chat_id": chat, "text": cortar(texto, MAXIMO), "link_preview_options": { "is_disabled": true } });
    (url, corpo)
}

pub(super) fn ler(resposta: Resposta) -> Result<Aceite, ErroDeEnvio> {
    let corpo = &resposta.corpo;
    if let Some(segundos) = corpo.pointer("/parameters/retry_after").and_then(Value::as_u64) {
        return Err(ErroDeEnvio::Esperar { segundos });
    }
    if let Some(erro) = passageira(&resposta) {
        return Err(erro);
    }
    let recusar = |motivo: &str| Err(ErroDeEnvio::Recusado(motivo.to_owned()));
    match resposta.status {
        200..300 if corpo.get("ok") == Some(&Value::Bool(true)) => {
            Ok(Aceite { id: corpo.pointer("/result/message_id").map(Value::to_string) })
        }
        // Responde 404 também ao token que não existe.
        401 | 404 => recusar("o Telegram não aceitou o token do bot; guarde o certo na configuração do canal"),
        403 => recusar("o bot não pode escrever nesta conversa: foi bloqueado ou tirado dela; torne a incluí-lo"),
        400 => match corpo.pointer("/parameters/migrate_to_chat_id") {
            Some(novo) => recusar(&format!("o grupo do Telegram mudou de id para {novo}; corrija o destino")),
            None => recusar("o Telegram não achou a conversa ou não aceitou o texto; confira o id do destino"),
        },
        status => recusar(&format!("o Telegram recusou a mensagem ({status})")),
    }
}
