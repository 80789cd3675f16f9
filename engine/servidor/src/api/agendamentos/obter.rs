//! Ver um agendamento.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, agendamentos};
use uuid::Uuid;

use super::modelo::Agendamento;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::resposta::ComRevisao;

/// Um agendamento, com a revisão em `ETag`. A hora que passa não muda a revisão.
#[utoipa::path(
    get,
    path = "/api/agendamentos/{id}",
    operation_id = "obter_agendamento",
    tag = "agendamentos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do agendamento")),
    responses((status = 200, body = Agendamento, headers(("ETag" = String, description = "Revisão"))), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Agendamento>, ErroApi> {
    Ok(agendamentos::obter(&app, &quem, id.into()).await?.into())
}
