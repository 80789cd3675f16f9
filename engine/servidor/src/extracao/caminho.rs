//! Parâmetros do endereço.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::api::erro::ErroApi;

/// Como `axum::extract::Path`, com a nossa recusa.
pub(crate) struct Caminho<T>(pub T);

impl<T: DeserializeOwned + Send, E: Send + Sync> FromRequestParts<E> for Caminho<T> {
    type Rejection = ErroApi;

    async fn from_request_parts(partes: &mut Parts, estado: &E) -> Result<Self, ErroApi> {
        let lido: Result<Path<T>, PathRejection> = Path::from_request_parts(partes, estado).await;
        Ok(Self(lido?.0))
    }
}
