//! Webhooks de entrada: o cadastro, o que cada um recebeu, e a porta pública.

mod alterar;
mod apagar;
mod corpo;
mod criar;
mod listar;
mod modelo;
mod obter;
mod receber;
mod recebidos;
mod reenviar;
mod segredo;

use axum::extract::DefaultBodyLimit;
use esteira_aplicacao::webhooks::MAXIMO_DO_CORPO;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    let porta = OpenApiRouter::new().routes(routes!(receber::receber)).layer(DefaultBodyLimit::max(MAXIMO_DO_CORPO));
    OpenApiRouter::new()
        .routes(routes!(listar::listar, criar::criar))
        .routes(routes!(obter::obter, alterar::alterar, apagar::apagar))
        .routes(routes!(segredo::trocar))
        .routes(routes!(recebidos::listar))
        .routes(routes!(corpo::obter))
        .routes(routes!(reenviar::reenviar))
        .merge(porta)
}
