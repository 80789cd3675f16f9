//! Parâmetros da consulta (`?…`).

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::traducao::traduzir;
use crate::api::erro::ErroApi;

/// Como `axum::extract::Query`, com a nossa recusa. Parâmetro desconhecido é erro: um filtro escrito errado não pode devolver tudo.
pub(crate) struct Consulta<T>(pub T);

impl<T: DeserializeOwned, E: Send + Sync> FromRequestParts<E> for Consulta<T> {
    type Rejection = ErroApi;

    async fn from_request_parts(partes: &mut Parts, estado: &E) -> Result<Self, ErroApi> {
        let lido: Result<Query<T>, QueryRejection> = Query::from_request_parts(partes, estado).await;
        lido.map(|Query(valor)| Self(valor)).map_err(|recusa| recusada(&recusa.body_text()))
    }
}

/// O texto da biblioteca é `Failed to deserialize query string: <parâmetro>: <problema>`; o parâmetro pode faltar.
fn recusada(texto: &str) -> ErroApi {
    let problema = texto.trim_start_matches("Failed to deserialize query string: ");
    let e_nome = |nome: &str| !nome.is_empty() && nome.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let (nome, problema) = match problema.split_once(": ") {
        Some((nome, problema)) if e_nome(nome) => (Some(nome.to_owned()), problema),
        _ => (None, problema),
    };
    let traduzido = traduzir(problema);
    match traduzido.campo.or(nome) {
        Some(nome) => ErroApi::campo(nome, traduzido.codigo, traduzido.mensagem),
        None => ErroApi::novo(StatusCode::BAD_REQUEST, "consulta_invalida", traduzido.mensagem),
    }
}
