//! Entrada, autenticação e início.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::estado::Estado;
use super::paginas::Recusa;
use super::{FalhaEmbratel, paginas};
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

pub(super) async fn entrada() -> Html<String> {
    paginas::entrada(Recusa::Nenhuma)
}

pub(super) async fn autenticar(
    State(estado): State<Arc<Estado>>,
    Form(Credencial { login, senha }): Form<Credencial>,
) -> Response {
    if let Err(erro) = estado.barreira(&login).await {
        return erro.into_response();
    }
    let confere = estado.cliente(&login).is_some_and(|cliente| cliente.senha == senha);
    if estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::RecusaEmAlerta)).is_some() {
        return paginas::entrada(Recusa::EmAlerta).into_response();
    }
    if !confere || estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::CredencialInvalida)).is_some() {
        return paginas::entrada(Recusa::NaPagina).into_response();
    }
    ([(header::SET_COOKIE, estado.sessoes.abrir(&login))], Redirect::to("/inicio")).into_response()
}

pub(super) async fn inicio(State(estado): State<Arc<Estado>>, Logado(login): Logado) -> Html<String> {
    let alerta = estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::AvisoEmAlerta)).is_some();
    paginas::inicio(&login, alerta)
}
