//! Execuções: consulta, logs (também ao vivo) e arquivos.

mod ao_vivo;
mod arquivo;
mod listar;
mod logs;
mod modelo;
mod obter;

pub(in crate::api) use listar::Filtro;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar))
        .routes(routes!(obter::obter))
        .routes(routes!(logs::logs))
        .routes(routes!(ao_vivo::ao_vivo))
        .routes(routes!(arquivo::arquivo))
}
