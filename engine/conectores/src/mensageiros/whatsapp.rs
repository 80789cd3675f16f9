//! WhatsApp pela Evolution API v2. Aceitar (201, PENDING) não é entregar: a entrega chega depois, por webhook. Puro.

use esteira_base::Segredo;
use esteira_portas::mensageiro::{Aceite, ErroDeEnvio};
use esteira_portas::servico::Resposta;
use serde_json::{Value, json};

use super::corte::cortar;
use super::passageira;

/// Maior texto que o WhatsApp mostra inteiro.
const MAXIMO: usize = 4_096;

/// URL, cabeçalhos e corpo.
pub(super) fn pedido(
    endereco: &str,
    instancia: &str,
    chave: &Segredo,
    numero: &str,
    texto: &str,
) -> (String, Vec<(String, Segredo)>, Value) {
    let url = format!("{}/message/sendText/{instancia}", endereco.trim_end_matches('/'));
    // Sem prévia: quem a monta visita o endereço, e um link de decisão não é para robôs.
    let corpo = json!({ "number": numero, "text": cortar(texto, MAXIMO), "linkPreview": false });
    (url, vec![("apikey".to_owned(), chave.clone())], corpo)
}

pub(super) fn ler(instancia: &str, resposta: Resposta) -> Result<Aceite, ErroDeEnvio> {
    if let Some(erro) = passageira(&resposta) {
        return Err(erro);
    }
    let corpo = &resposta.corpo;
    let recusar = |motivo: String| Err(ErroDeEnvio::Recusado(motivo));
    match resposta.status {
        // Há falhas que chegam como 200.
        200..300 if corpo.get("error") == Some(&Value::Bool(true)) => {
            Err(ErroDeEnvio::Indisponivel("a Evolution API aceitou o pedido e disse que falhou".to_owned()))
        }
        200..300 => Ok(Aceite { id: corpo.pointer("/key/id").and_then(Value::as_str).map(str::to_owned) }),
        400 if sem_whatsapp(corpo) => {
            recusar("este número não tem WhatsApp; corrija o telefone no cadastro do usuário".to_owned())
        }
        401 | 403 => recusar("a Evolution API não aceitou a chave; guarde a certa na configuração do canal".to_owned()),
        404 => recusar(format!("a instância \"{instancia}\" não existe na Evolution API; corrija-a no canal")),
        status => recusar(format!("a Evolution API recusou a mensagem ({status})")),
    }
}

/// `{response:{message:[{exists:false,…}]}}`.
fn sem_whatsapp(corpo: &Value) -> bool {
    let mensagens = corpo.pointer("/response/message").and_then(Value::as_array);
    mensagens.is_some_and(|lista| lista.iter().any(|mensagem| mensagem.get("exists") == Some(&Value::Bool(false))))
}
