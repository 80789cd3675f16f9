//! Retenção: prazos, o que venceu, e guardas legais.

mod guardas;
mod levantar;
mod modelo;
mod prazos;
mod simular;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(prazos::obter, prazos::mudar))
        .routes(routes!(simular::simular))
        .routes(routes!(guardas::listar, guardas::por))
        .routes(routes!(levantar::levantar))
}
