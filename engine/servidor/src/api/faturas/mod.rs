//! Upload manual de fatura.

mod formulario;
mod upload_manual;

use axum::extract::DefaultBodyLimit;
use esteira_dominio::detalhe::MAXIMO_DO_DETALHE;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::formulario::FOLGA_DO_FORMULARIO;
use crate::estado::Estado;

/// `maximo` é o tamanho da maior fatura aceita, em bytes; com ela pode vir o arquivo de detalhe.
pub(crate) fn rotas(maximo: u64) -> OpenApiRouter<Estado> {
    let maximo = usize::try_from(maximo).unwrap_or(usize::MAX).saturating_add(MAXIMO_DO_DETALHE + FOLGA_DO_FORMULARIO);
    OpenApiRouter::new().routes(routes!(upload_manual::upload_manual)).layer(DefaultBodyLimit::max(maximo))
}
