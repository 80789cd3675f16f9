//! Tarefas humanas: a aprovação da fatura e as outras que um fluxo abra.

mod comentarios;
mod decidir;
mod em_lote;
mod encaminhar;
mod listar;
mod modelo;
mod obter;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar))
        .routes(routes!(obter::obter))
        .routes(routes!(decidir::aprovar))
        .routes(routes!(decidir::rejeitar))
        .routes(routes!(decidir::decidir))
        .routes(routes!(encaminhar::assumir))
        .routes(routes!(encaminhar::devolver))
        .routes(routes!(encaminhar::atribuir))
        .routes(routes!(encaminhar::delegar))
        .routes(routes!(comentarios::listar, comentarios::comentar))
        .routes(routes!(em_lote::em_lote))
}
