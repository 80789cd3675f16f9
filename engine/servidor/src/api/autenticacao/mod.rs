//! Entrar, renovar, sair, quem sou eu.

mod entrar;
mod eu;
mod modelo;
mod oidc;
mod renovar;
mod sair;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(entrar::entrar))
        .routes(routes!(renovar::renovar))
        .routes(routes!(sair::sair))
        .routes(routes!(eu::eu))
        .merge(oidc::rotas())
}
