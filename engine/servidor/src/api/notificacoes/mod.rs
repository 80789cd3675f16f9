//! Notificações: histórico, reenvio, canais, regras e textos.

mod anexo;
mod canais;
mod canal;
mod entrega;
mod listar;
mod modelo;
mod modelos;
mod reenviar;
mod regras;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar))
        .routes(routes!(reenviar::reenviar))
        .routes(routes!(anexo::anexo))
        .routes(routes!(canais::listar))
        .routes(routes!(canais::configurar, canais::esquecer))
        .routes(routes!(regras::listar, regras::criar))
        .routes(routes!(regras::obter, regras::alterar, regras::apagar))
        .routes(routes!(modelos::listar))
        .routes(routes!(modelos::obter, modelos::guardar, modelos::apagar))
        .routes(routes!(modelos::previa))
        .routes(routes!(entrega::contar))
}
