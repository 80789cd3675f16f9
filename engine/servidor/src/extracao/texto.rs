//! Um corpo de texto (YAML).

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};

use crate::api::erro::ErroApi;

/// Tipos que se aceitam; sem `Content-Type`, aceita-se.
const ACEITOS: [&str; 5] = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain"];

/// O corpo inteiro, em UTF-8.
pub(crate) struct Texto(pub String);

impl<E: Send + Sync> FromRequest<E> for Texto {
    type Rejection = ErroApi;

    async fn from_request(pedido: Request, estado: &E) -> Result<Self, ErroApi> {
        let tipo = pedido.headers().get(header::CONTENT_TYPE).and_then(|valor| valor.to_str().ok());
        let tipo = tipo.map(|valor| valor.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
        if tipo.is_some_and(|tipo| !ACEITOS.contains(&tipo.as_str())) {
            let detalhe = "mande o texto do fluxo com o cabeçalho Content-Type: application/yaml";
            return Err(ErroApi::novo(StatusCode::UNSUPPORTED_MEDIA_TYPE, "tipo_nao_aceito", detalhe));
        }
        let bytes = Bytes::from_request(pedido, estado).await?;
        String::from_utf8(bytes.to_vec()).map(Self).map_err(|_| {
            ErroApi::novo(StatusCode::BAD_REQUEST, "texto_ilegivel", "o texto não está em UTF-8; salve-o de novo assim")
        })
    }
}
