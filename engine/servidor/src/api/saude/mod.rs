//! Saúde, para quem vigia o processo. Sem autenticação.

mod pronto;
mod vivo;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

/// Situação do processo.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Saude {
    /// `vivo` ou `pronto`.
    #[schema(example = "pronto")]
    situacao: &'static str,
}

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(vivo::vivo)).routes(routes!(pronto::pronto))
}
