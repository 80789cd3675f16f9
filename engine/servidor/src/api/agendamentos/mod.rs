//! Agendamentos.

mod alterar;
mod apagar;
mod conferir;
mod criar;
mod disparos;
mod executar_agora;
mod listar;
mod modelo;
mod obter;
mod pausar;
mod proximas;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar, criar::criar))
        .routes(routes!(conferir::conferir))
        .routes(routes!(obter::obter, alterar::alterar, apagar::apagar))
        .routes(routes!(pausar::pausar))
        .routes(routes!(pausar::retomar))
        .routes(routes!(executar_agora::executar_agora))
        .routes(routes!(proximas::proximas))
        .routes(routes!(disparos::disparos))
}
