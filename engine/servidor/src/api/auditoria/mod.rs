//! A auditoria: ver, e conferir se alguém mexeu nela.

mod listar;
mod modelo;
mod verificar;

pub(in crate::api) use listar::Filtro;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(listar::listar)).routes(routes!(verificar::verificar))
}
