//! Ver uma operadora.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, operadoras};
use uuid::Uuid;

use super::modelo::Operadora;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::resposta::ComRevisao;

/// Uma operadora, com a revisão em `ETag`.
#[utoipa::path(
    get,
    path = "/api/operadoras/{id}",
    operation_id = "obter_operadora",
    tag = "operadoras",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da operadora")),
    responses((status = 200, body = Operadora, headers(("ETag" = String, description = "Revisão"))), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Operadora>, ErroApi> {
    Ok(operadoras::obter(&app, &quem, id.into()).await?.into())
}
