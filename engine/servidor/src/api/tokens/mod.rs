//! Tokens de integração.

mod criar;
mod listar;
mod modelo;
mod revogar;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(listar::listar, criar::criar)).routes(routes!(revogar::revogar))
}
