//! `If-Match`: a revisão que se leu antes de alterar.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use esteira_aplicacao::ErroAplicacao;

use crate::api::erro::ErroApi;

/// A revisão do `ETag` que se leu. Sem ela não se altera: uma edição apagaria a de outra pessoa.
pub(crate) struct SeRevisao(pub i64);

impl<E: Send + Sync> FromRequestParts<E> for SeRevisao {
    type Rejection = ErroApi;

    async fn from_request_parts(partes: &mut Parts, _estado: &E) -> Result<Self, ErroApi> {
        let Some(valor) = partes.headers.get(header::IF_MATCH) else {
            let detalhe = "leia o registro e mande o ETag dele em If-Match";
            return Err(ErroApi::novo(StatusCode::PRECONDITION_REQUIRED, "falta_revisao", detalhe));
        };
        // Proxies que comprimem enfraquecem o ETag (`W/"3"`); a revisão é a mesma.
        let texto = valor.to_str().unwrap_or_default().trim().trim_start_matches("W/").trim_matches('"');
        // O que não é revisão nossa nunca é a vigente.
        texto.parse().map(Self).map_err(|_| ErroAplicacao::RevisaoVelha.into())
    }
}

/// Onde a máquina já diz quem perde, a revisão só é conferida se veio.
impl<E: Send + Sync> OptionalFromRequestParts<E> for SeRevisao {
    type Rejection = ErroApi;

    async fn from_request_parts(partes: &mut Parts, estado: &E) -> Result<Option<Self>, ErroApi> {
        if !partes.headers.contains_key(header::IF_MATCH) {
            return Ok(None);
        }
        <Self as FromRequestParts<E>>::from_request_parts(partes, estado).await.map(Some)
    }
}
