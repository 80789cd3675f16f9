//! Processos mensais.

mod autorizar_upload;
mod cancelar;
mod criar_mes;
mod disparar;
mod fatura;
mod linha_do_tempo;
mod listar;
mod modelo;
mod obter;
mod reabrir;

pub(in crate::api) use listar::Filtro;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar))
        .routes(routes!(criar_mes::criar_mes))
        .routes(routes!(obter::obter))
        .routes(routes!(linha_do_tempo::linha_do_tempo))
        .routes(routes!(reabrir::reabrir))
        .routes(routes!(cancelar::cancelar))
        .routes(routes!(autorizar_upload::autorizar_upload))
        .routes(routes!(disparar::executar_download))
        .routes(routes!(disparar::executar_upload_sat))
        .routes(routes!(fatura::fatura))
}
