//! Exportações: as listas como planilha, na hora ou por encomenda.

mod arquivo;
mod encomendar;
mod encomendas;
mod modelo;
mod na_hora;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use modelo::Andamento;
pub(super) use na_hora::formato;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(na_hora::processos))
        .routes(routes!(na_hora::execucoes))
        .routes(routes!(na_hora::aprovacoes))
        .routes(routes!(na_hora::auditoria))
        .routes(routes!(encomendas::listar, encomendar::encomendar))
        .routes(routes!(encomendas::obter, encomendas::cancelar))
        .routes(routes!(arquivo::arquivo))
}
