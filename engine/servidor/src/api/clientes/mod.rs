//! Clientes.

mod alterar;
mod criar;
mod importar;
mod listar;
mod modelo;
mod obter;
mod senha_do_portal;
mod testar_acesso;

pub(super) use importar::{ImportacaoEnviada, MAXIMO_DA_PLANILHA, Planilha};

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(listar::listar, criar::criar))
        .routes(routes!(obter::obter, alterar::alterar))
        .routes(routes!(senha_do_portal::definir, senha_do_portal::apagar))
}

/// Têm tempo de upload: a planilha é um arquivo, e o portal demora a responder.
pub(crate) fn rotas_de_upload() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(importar::importar))
        .routes(routes!(testar_acesso::testar))
        .layer(DefaultBodyLimit::max(MAXIMO_DA_PLANILHA))
}
