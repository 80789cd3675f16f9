//! Formulários com arquivo (`multipart/form-data`): o que eles têm em comum.

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;

use super::erro::ErroApi;

/// O que o formulário ocupa além do arquivo, em bytes.
pub(crate) const FOLGA_DO_FORMULARIO: usize = 64 * 1024;

/// O formulário, ou a recusa que diz como mandá-lo.
pub(crate) async fn abrir<E: Send + Sync>(
    pedido: Request,
    estado: &E,
    como: &'static str,
) -> Result<Multipart, ErroApi> {
    let formulario = Multipart::from_request(pedido, estado).await;
    formulario.map_err(|_| ErroApi::novo(StatusCode::UNSUPPORTED_MEDIA_TYPE, "tipo_nao_aceito", como))
}

pub(crate) fn ilegivel(erro: MultipartError) -> ErroApi {
    match erro.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErroApi::do_status(StatusCode::PAYLOAD_TOO_LARGE),
        _ => ErroApi::novo(StatusCode::BAD_REQUEST, "corpo_ilegivel", "o formulário não chegou inteiro; mande de novo"),
    }
}
