//! Quem pede, pelo token de acesso.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use esteira_aplicacao::Quem;

use crate::api::erro::ErroApi;
use crate::estado::Estado;
use crate::quem_pede::Reconhecido;

/// Uma pessoa com token de acesso válido.
pub(crate) struct Autenticado(pub Quem);

impl FromRequestParts<Estado> for Autenticado {
    type Rejection = ErroApi;

    async fn from_request_parts(partes: &mut Parts, _estado: &Estado) -> Result<Self, ErroApi> {
        // A camada a põe em todo pedido; se falta, não se sabe quem é.
        let Reconhecido(quem) = partes.extensions.remove().unwrap_or_else(Reconhecido::ninguem);
        quem.map(Self)
    }
}

/// O token de `Authorization: Bearer`.
pub(crate) fn token_do_cabecalho(cabecalhos: &HeaderMap) -> Option<&str> {
    let (tipo, token) = cabecalhos.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    tipo.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
