//! Sinais.

mod enviar;
mod listar;
mod modelo;
mod obter;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) use modelo::Sinal;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar, enviar::enviar))
        .routes(routes!(obter::obter))
        .routes(routes!(enviar::enviar_a_instancia))
}
