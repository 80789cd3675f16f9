//! Tarefas humanas: a aprovação da fatura e as outras que um fluxo abra.

mod anexos;
mod comentarios;
mod decidir;
mod em_lote;
mod encaminhar;
pub(in crate::api) mod link;
mod listar;
mod modelo;
mod obter;

pub(in crate::api) use listar::Filtro;

use axum::extract::DefaultBodyLimit;
use esteira_aplicacao::tarefas::MAXIMO_DO_ANEXO;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::formulario::FOLGA_DO_FORMULARIO;
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
        .routes(routes!(anexos::listar))
        .routes(routes!(anexos::conteudo, anexos::remover))
}

/// Anexar é mandar um arquivo: tem tamanho e tempo de upload.
pub(crate) fn rotas_de_upload() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(anexos::anexar))
        .layer(DefaultBodyLimit::max(MAXIMO_DO_ANEXO + FOLGA_DO_FORMULARIO))
}
