//! Importações por encomenda: a planilha grande, com andamento e relatório.

mod encomendar;
mod encomendas;
mod modelo;
mod relatorio;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::clientes::MAXIMO_DA_PLANILHA;
use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(encomendas::listar, encomendar::encomendar))
        .routes(routes!(encomendas::obter, encomendas::cancelar))
        .routes(routes!(relatorio::relatorio))
        .layer(DefaultBodyLimit::max(MAXIMO_DA_PLANILHA))
}
