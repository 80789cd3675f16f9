//! Instâncias de fluxo.

mod agir;
mod listar;
mod modelo;
mod obter;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar))
        .routes(routes!(obter::obter))
        .routes(routes!(agir::repetir))
        .routes(routes!(agir::pular))
        .routes(routes!(agir::cancelar))
}
