//! Quem pede, pelo token de acesso.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use esteira_aplicacao::{Quem, autenticacao};

use super::DeOnde;
use crate::api::erro::ErroApi;
use crate::estado::Estado;

/// Uma pessoa com token de acesso válido.
pub(crate) struct Autenticado(pub Quem);

impl FromRequestParts<Estado> for Autenticado {
    type Rejection = ErroApi;

    async fn from_request_parts(partes: &mut Parts, estado: &Estado) -> Result<Self, ErroApi> {
        let DeOnde(origem) = DeOnde::ler(partes, estado.opcoes.proxies);
        // Sem token é o mesmo que token inválido: o caso de uso dá a mesma recusa.
        let token = token_do_cabecalho(&partes.headers).unwrap_or_default();
        Ok(Self(autenticacao::autenticar(&estado.app, token, origem).await?))
    }
}

/// O token de `Authorization: Bearer`.
pub(crate) fn token_do_cabecalho(cabecalhos: &HeaderMap) -> Option<&str> {
    let (tipo, token) = cabecalhos.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    tipo.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
