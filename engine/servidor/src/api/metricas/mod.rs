//! `/metricas`, para o coletor: OpenMetrics, sem dado de ninguém.

mod ler;
mod texto;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(ler::ler))
}
