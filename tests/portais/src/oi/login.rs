//! Entrada, iframe de login, autenticação por AJAX e saída.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::acesso::Acao;
use super::estado::Estado;
use super::{FalhaOi, paginas};
use crate::falhas::reconhece;
use crate::sessao::Logado;

/// O que o iframe manda.
#[derive(Deserialize)]
struct Credencial {
    email: String,
    password: String,
}

/// Já com sessão, mostra a área do cliente; senão, o iframe de login.
pub(super) async fn entrada(State(estado): State<Arc<Estado>>, cabecalhos: HeaderMap) -> Html<String> {
    match estado.sessoes.login(&cabecalhos) {
        Some(login) => paginas::logado(&estado.contas_de(&login)),
        None => paginas::entrada(estado.dados().tempos.troca_apos_login_ms),
    }
}

pub(super) async fn formulario(State(estado): State<Arc<Estado>>) -> Response {
    match estado.barreira("").await {
        Ok(()) => paginas::iframe_de_login().into_response(),
        Err(erro) => erro.into_response(),
    }
}

pub(super) async fn autenticar(State(estado): State<Arc<Estado>>, corpo: Bytes) -> Response {
    let Ok(Credencial { email: login, password: senha }) = serde_json::from_slice(&corpo) else {
        let erro = json!({ "erro": "Mande {\"email\": …, \"password\": …} em JSON." });
        return (StatusCode::BAD_REQUEST, Json(erro)).into_response();
    };
    if let Err(erro) = estado.barreira(&login).await {
        return erro.into_response();
    }
    let confere = estado.contas_de(&login).iter().any(|conta| conta.senha == senha);
    let recusada = estado.falhas.tomar(&[&login], reconhece!(FalhaOi::CredencialInvalida)).is_some();
    if !confere || recusada {
        estado.anotar(Acao::Login, &login, None, "recusado");
        let erro = json!({ "erro": "Usuário ou senha inválidos" });
        return (StatusCode::UNAUTHORIZED, Json(erro)).into_response();
    }
    estado.anotar(Acao::Login, &login, None, "ok");
    ([(header::SET_COOKIE, estado.sessoes.abrir(&login))], Json(json!({ "ok": true }))).into_response()
}

/// O miolo que a página-mãe põe no lugar do iframe.
pub(super) async fn inicio(State(estado): State<Arc<Estado>>, Logado(login): Logado) -> Html<String> {
    Html(paginas::miolo_do_inicio(&estado.contas_de(&login)))
}

pub(super) async fn sair(State(estado): State<Arc<Estado>>, cabecalhos: HeaderMap) -> Redirect {
    estado.sessoes.fechar(&cabecalhos);
    Redirect::to("/")
}
