//! Ver um cliente.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, clientes};
use uuid::Uuid;

use super::modelo::Cliente;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::resposta::ComRevisao;

/// Um cliente, com a revisão em `ETag`.
#[utoipa::path(
    get,
    path = "/api/clientes/{id}",
    operation_id = "obter_cliente",
    tag = "clientes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do cliente")),
    responses((status = 200, body = Cliente, headers(("ETag" = String, description = "Revisão"))), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Cliente>, ErroApi> {
    Ok(clientes::obter(&app, &quem, id.into()).await?.into())
}
