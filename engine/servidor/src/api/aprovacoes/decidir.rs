//! Decidir uma tarefa: aprovar, rejeitar, ou a decisão que ela declare.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::faturas::{DECISAO_APROVAR, DECISAO_REJEITAR};
use esteira_aplicacao::{Aplicacao, Quem, tarefas};
use serde_json::{Value, json};
use uuid::Uuid;

use super::modelo::{Aprovacao, Decisao, Rejeicao, Tarefa};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Aprova a fatura: ela segue para o SAT.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/aprovar",
    operation_id = "aprovar",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa")),
    request_body = Aprovacao,
    responses((status = 200, body = Tarefa), Problemas)
)]
pub(crate) async fn aprovar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(aprovacao): Corpo<Aprovacao>,
) -> Result<Json<Tarefa>, ErroApi> {
    let dados = json!({ "observacao": aprovacao.observacao });
    tomar(&app, &quem, id, DECISAO_APROVAR, dados).await
}

/// Rejeita a fatura, com motivo.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/rejeitar",
    operation_id = "rejeitar",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa")),
    request_body = Rejeicao,
    responses((status = 200, body = Tarefa), Problemas)
)]
pub(crate) async fn rejeitar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(rejeicao): Corpo<Rejeicao>,
) -> Result<Json<Tarefa>, ErroApi> {
    let dados = json!({ "motivo": rejeicao.motivo });
    tomar(&app, &quem, id, DECISAO_REJEITAR, dados).await
}

/// Toma uma das decisões que a tarefa declara, como `enviada` depois de conferir à mão no SAT.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/decidir",
    operation_id = "decidir",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa")),
    request_body = Decisao,
    responses((status = 200, body = Tarefa), Problemas)
)]
pub(crate) async fn decidir(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(decisao): Corpo<Decisao>,
) -> Result<Json<Tarefa>, ErroApi> {
    let dados = Value::Object(decisao.dados);
    tomar(&app, &quem, id, &decisao.decisao, dados).await
}

async fn tomar(app: &Aplicacao, quem: &Quem, id: Uuid, decisao: &str, dados: Value) -> Result<Json<Tarefa>, ErroApi> {
    let tarefa = tarefas::decidir(app, quem, id.into(), decisao, dados).await?;
    Ok(Json(tarefas::vista(app, quem, tarefa).await?.into()))
}
