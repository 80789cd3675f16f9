//! As rotas dos três.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures::stream;
use serde_json::{Value, json};
use uuid::Uuid;

use super::falha::FalhaMensageiro;
use super::{CREDENCIAL, Estado, INSTANCIA, MensagemRecebida};
use crate::tranca::trancar;

/// Maior texto do Telegram; passar disto é 400.
const MAXIMO_DO_TELEGRAM: usize = 4_096;

pub(super) fn rotas(estado: &Arc<Estado>) -> Router {
    Router::new()
        .route("/message/sendText/{instancia}", post(evolution))
        .route("/{bot}/sendMessage", post(telegram))
        .route("/services/{time}/{app}/{fim}", post(slack))
        .with_state(estado.clone())
}

impl Estado {
    fn falha(&self, canal: &str) -> Option<FalhaMensageiro> {
        self.falhas.tomar(&[canal], |falha| Some(falha.clone()))
    }

    fn receber(&self, canal: &'static str, para: &str, texto: &str) -> String {
        let id = Uuid::new_v4().simple().to_string();
        let recebida = MensagemRecebida { canal, para: para.to_owned(), texto: texto.to_owned(), id: id.clone() };
        trancar(&self.recebidas).push(recebida);
        id
    }
}

/// A conexão cai no meio da resposta.
fn resposta_cortada() -> Response {
    let pedacos = [Ok(Bytes::from_static(b"{")), Err(std::io::Error::other("caiu"))];
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(stream::iter(pedacos))).into_response()
}

fn campo<'v>(corpo: &'v Value, nome: &str) -> &'v str {
    corpo.get(nome).and_then(Value::as_str).unwrap_or_default()
}

fn segundos(ms: u64) -> u64 {
    ms.div_ceil(1_000)
}

async fn evolution(
    State(estado): State<Arc<Estado>>,
    Path(instancia): Path<String>,
    cabecalhos: HeaderMap,
    Json(corpo): Json<Value>,
) -> Response {
    let erro = |status: StatusCode, nome: &str, mensagem: Value| {
        let corpo = json!({ "status": status.as_u16(), "error": nome, "response": { "message": mensagem } });
        (status, Json(corpo)).into_response()
    };
    if cabecalhos.get("apikey").and_then(|valor| valor.to_str().ok()) != Some(CREDENCIAL) {
        return erro(StatusCode::UNAUTHORIZED, "Unauthorized", json!(["Unauthorized"]));
    }
    if instancia != INSTANCIA {
        return erro(
            StatusCode::NOT_FOUND,
            "Not Found",
            json!([format!("The \"{instancia}\" instance does not exist")]),
        );
    }
    let (numero, texto) = (campo(&corpo, "number"), campo(&corpo, "text"));
    match estado.falha("WHATSAPP") {
        Some(FalhaMensageiro::Cheio { ms }) => cheio(ms),
        Some(FalhaMensageiro::ForaDoAr) => {
            erro(StatusCode::INTERNAL_SERVER_ERROR, "Internal", json!(["Connection Closed"]))
        }
        Some(FalhaMensageiro::DestinoInexistente) => {
            let mensagem = json!([{ "jid": format!("{numero}@s.whatsapp.net"), "exists": false, "number": numero }]);
            erro(StatusCode::BAD_REQUEST, "Bad Request", mensagem)
        }
        Some(FalhaMensageiro::Proibido) => erro(StatusCode::FORBIDDEN, "Forbidden", json!(["Forbidden"])),
        Some(FalhaMensageiro::FalhaComDuzentos) => Json(json!({ "error": true, "message": "caiu" })).into_response(),
        outra => {
            let id = estado.receber("WHATSAPP", numero, texto);
            if outra == Some(FalhaMensageiro::RespostaPerdida) {
                return resposta_cortada();
            }
            let chave = json!({ "remoteJid": format!("{numero}@s.whatsapp.net"), "fromMe": true, "id": id });
            (StatusCode::CREATED, Json(json!({ "key": chave, "status": "PENDING" }))).into_response()
        }
    }
}

async fn telegram(State(estado): State<Arc<Estado>>, Path(bot): Path<String>, Json(corpo): Json<Value>) -> Response {
    let erro = |status: StatusCode, descricao: &str, parametros: Value| {
        let corpo = json!({
            "ok": false, "error_code": status.as_u16(), "description": descricao, "parameters": parametros,
        });
        (status, Json(corpo)).into_response()
    };
    if bot.strip_prefix("bot") != Some(CREDENCIAL) {
        return erro(StatusCode::UNAUTHORIZED, "Unauthorized", Value::Null);
    }
    let (conversa, texto) = (campo(&corpo, "chat_id"), campo(&corpo, "text"));
    if texto.encode_utf16().count() > MAXIMO_DO_TELEGRAM {
        return erro(StatusCode::BAD_REQUEST, "Bad Request: message is too long", Value::Null);
    }
    match estado.falha("TELEGRAM") {
        Some(FalhaMensageiro::Cheio { ms }) => {
            let espera = json!({ "retry_after": segundos(ms) });
            erro(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", espera)
        }
        Some(FalhaMensageiro::ForaDoAr) => erro(StatusCode::BAD_GATEWAY, "Bad Gateway", Value::Null),
        Some(FalhaMensageiro::DestinoInexistente) => {
            erro(StatusCode::BAD_REQUEST, "Bad Request: chat not found", Value::Null)
        }
        Some(FalhaMensageiro::Proibido) => {
            erro(StatusCode::FORBIDDEN, "Forbidden: bot was blocked by the user", Value::Null)
        }
        outra => {
            estado.receber("TELEGRAM", conversa, texto);
            if outra == Some(FalhaMensageiro::RespostaPerdida) {
                return resposta_cortada();
            }
            Json(json!({ "ok": true, "result": { "message_id": 7, "text": texto } })).into_response()
        }
    }
}

async fn slack(
    State(estado): State<Arc<Estado>>,
    Path((_, _, fim)): Path<(String, String, String)>,
    Json(corpo): Json<Value>,
) -> Response {
    match estado.falha("SLACK") {
        Some(FalhaMensageiro::Cheio { ms }) => cheio(ms),
        Some(FalhaMensageiro::ForaDoAr) => (StatusCode::INTERNAL_SERVER_ERROR, "rollup_error").into_response(),
        Some(FalhaMensageiro::DestinoInexistente) => (StatusCode::NOT_FOUND, "channel_not_found").into_response(),
        Some(FalhaMensageiro::Proibido) => (StatusCode::GONE, "channel_is_archived").into_response(),
        outra => {
            estado.receber("SLACK", &fim, campo(&corpo, "text"));
            if outra == Some(FalhaMensageiro::RespostaPerdida) {
                return resposta_cortada();
            }
            "ok".into_response()
        }
    }
}

fn cheio(ms: u64) -> Response {
    let espera = [(header::RETRY_AFTER, segundos(ms).to_string())];
    (StatusCode::TOO_MANY_REQUESTS, espera, "").into_response()
}
