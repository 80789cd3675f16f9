//! Operadoras.

mod alterar;
mod ativar;
mod criar;
mod listar;
mod modelo;
mod obter;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar, criar::criar))
        .routes(routes!(obter::obter, alterar::alterar))
        .routes(routes!(ativar::ativar))
        .routes(routes!(ativar::desativar))
}
