//! Fluxos: versões publicadas.

mod listar;
mod modelo;
mod publicar;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(listar::listar, publicar::publicar))
}
