//! Fluxos: versões publicadas, e as instâncias que se começam delas.

mod iniciar;
mod listar;
mod modelo;
mod publicar;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar, publicar::publicar))
        .routes(routes!(iniciar::iniciar))
        .routes(routes!(iniciar::iniciar_em_lote))
}
