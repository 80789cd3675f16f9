//! Segredos com nome, que os passos `http` citam: guardam-se e trocam-se, nunca se leem de volta.

mod esquecer;
mod guardar;
mod listar;
mod modelo;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(listar::listar)).routes(routes!(guardar::guardar, esquecer::esquecer))
}
