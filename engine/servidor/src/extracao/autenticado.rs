//! Quem pede, pelo token de acesso.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
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
        let cabecalho = partes.headers.get(header::AUTHORIZATION).and_then(|valor| valor.to_str().ok());
        // Sem token é o mesmo que token inválido: o caso de uso dá a mesma recusa.
        let token =
            cabecalho.and_then(|valor| valor.split_once(' ')).filter(|(tipo, _)| tipo.eq_ignore_ascii_case("bearer"));
        let token = token.map_or("", |(_, token)| token.trim());
        Ok(Self(autenticacao::autenticar(&estado.app, token, origem).await?))
    }
}
