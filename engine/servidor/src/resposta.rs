//! Formas de responder que se repetem.

use axum::Json;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Um registro com revisão: vai com `ETag`, que volta em `If-Match` na hora de alterar.
pub(crate) struct ComRevisao<T> {
    pub revisao: i64,
    pub corpo: T,
}

impl<T: Serialize> IntoResponse for ComRevisao<T> {
    fn into_response(self) -> Response {
        ([(header::ETAG, etiqueta(self.revisao))], Json(self.corpo)).into_response()
    }
}

/// 201, com o endereço do que nasceu.
pub(crate) struct Criado<T> {
    pub endereco: String,
    /// Nenhuma se o recurso não tem revisão.
    pub revisao: Option<i64>,
    pub corpo: T,
}

impl<T: Serialize> IntoResponse for Criado<T> {
    fn into_response(self) -> Response {
        let etiqueta: Option<[(HeaderName, String); 1]> =
            self.revisao.map(|revisao| [(header::ETAG, etiqueta(revisao))]);
        let endereco = [(header::LOCATION, self.endereco)];
        let criado = (StatusCode::CREATED, endereco, Json(self.corpo)).into_response();
        match etiqueta {
            Some(etiqueta) => (etiqueta, criado).into_response(),
            None => criado,
        }
    }
}

/// 202, com o endereço onde se acompanha.
pub(crate) struct Aceito<T> {
    pub endereco: String,
    pub corpo: T,
}

impl<T: Serialize> IntoResponse for Aceito<T> {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, [(header::LOCATION, self.endereco)], Json(self.corpo)).into_response()
    }
}

fn etiqueta(revisao: i64) -> String {
    format!("\"{revisao}\"")
}
