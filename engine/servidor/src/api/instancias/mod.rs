//! Instâncias de fluxo.

mod cancelar;
mod em_lote;
mod incidentes;
mod listar;
mod migrar;
mod modelo;
mod obter;
mod ordem;
mod pausar;
mod pular;
mod recomecar;
mod repetir;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar))
        .routes(routes!(incidentes::listar))
        .routes(routes!(obter::obter))
        .routes(routes!(repetir::repetir))
        .routes(routes!(pular::pular))
        .routes(routes!(recomecar::recomecar))
        .routes(routes!(pausar::pausar))
        .routes(routes!(pausar::retomar))
        .routes(routes!(migrar::migrar))
        .routes(routes!(cancelar::cancelar))
        .routes(routes!(em_lote::em_lote))
}
