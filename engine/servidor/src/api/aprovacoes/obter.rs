//! Ver uma tarefa.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, tarefas};
use uuid::Uuid;

use super::modelo::Tarefa;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::resposta::ComRevisao;

/// Uma tarefa.
#[utoipa::path(
    get,
    path = "/api/aprovacoes/{id}",
    operation_id = "obter_aprovacao",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa")),
    responses((status = 200, body = Tarefa), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Tarefa>, ErroApi> {
    let tarefa = tarefas::obter(&app, &quem, id.into()).await?;
    Ok(tarefas::vista(&app, &quem, tarefa).await?.into())
}
