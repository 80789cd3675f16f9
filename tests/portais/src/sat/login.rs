//! Entrada, autenticação, menu e saída.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::estado::Estado;
use super::{FalhaSat, paginas};
use crate::falhas::reconhece;
use crate::sessao::Logado;

/// Campo ausente vale vazio, que nunca confere.
#[derive(Deserialize)]
pub(super) struct Credencial {
    #[serde(default)]
    login: String,
    #[serde(default)]
    senha: String,
}

pub(super) async fn entrada(State(estado): State<Arc<Estado>>) -> Html<String> {
    estado.esperar_lentidao("").await;
    paginas::login(None)
}

pub(super) async fn autenticar(
    State(estado): State<Arc<Estado>>,
    Form(Credencial { login, senha }): Form<Credencial>,
) -> Response {
    estado.esperar_lentidao(&login).await;
    let confere = {
        let dados = estado.dados();
        !login.is_empty() && dados.login == login && dados.senha == senha
    };
    let recusada = estado.falhas.tomar(&[&login], reconhece!(FalhaSat::CredencialInvalida)).is_some();
    if !confere || recusada {
        return (StatusCode::UNAUTHORIZED, paginas::login(Some("Usuário ou senha inválidos"))).into_response();
    }
    ([(header::SET_COOKIE, estado.sessoes.abrir(&login))], Redirect::to("/inicio")).into_response()
}

pub(super) async fn menu(Logado(login): Logado) -> Html<String> {
    paginas::menu(&login)
}

pub(super) async fn sair(State(estado): State<Arc<Estado>>, cabecalhos: HeaderMap) -> Redirect {
    estado.sessoes.fechar(&cabecalhos);
    Redirect::to("/")
}
