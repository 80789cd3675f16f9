//! `Idempotency-Key`: o mesmo pedido outra vez é o mesmo, e não outro.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use esteira_aplicacao::idempotencia::MAXIMO_DA_CHAVE;

use crate::api::erro::ErroApi;

const CABECALHO: &str = "idempotency-key";

/// A chave, se veio.
pub(crate) struct ChaveDeIdempotencia(pub Option<String>);

impl<E: Send + Sync> FromRequestParts<E> for ChaveDeIdempotencia {
    type Rejection = ErroApi;

    async fn from_request_parts(partes: &mut Parts, _estado: &E) -> Result<Self, ErroApi> {
        let Some(valor) = partes.headers.get(CABECALHO) else { return Ok(Self(None)) };
        let texto = valor.to_str().map(str::trim).unwrap_or_default();
        if texto.is_empty() || texto.len() > MAXIMO_DA_CHAVE {
            let mensagem =
                format!("mande em Idempotency-Key de 1 a {MAXIMO_DA_CHAVE} letras, números e sinais, sem acento");
            return Err(ErroApi::campo("chave_de_idempotencia", "invalido", mensagem));
        }
        Ok(Self(Some(texto.to_owned())))
    }
}
