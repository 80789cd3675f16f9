//! Plugins: os deste nó, e o ciclo de vida dos publicados.

mod homologar;
mod listar;
mod modelo;
mod publicados;
mod publicar;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::formulario::FOLGA_DO_FORMULARIO;
use crate::estado::Estado;

/// Maior componente aceito, em bytes: os interpretados (Python) chegam a 32 MB.
const MAIOR_PLUGIN: usize = 48 * 1024 * 1024;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar))
        .routes(routes!(publicados::listar))
        .routes(routes!(homologar::homologar))
        .routes(routes!(homologar::reverter))
}

/// Publicar é mandar um arquivo: tem tamanho e tempo de upload.
pub(crate) fn rotas_de_upload() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(publicar::publicar))
        .layer(DefaultBodyLimit::max(MAIOR_PLUGIN + FOLGA_DO_FORMULARIO))
}
