//! Assumir, devolver, atribuir e delegar uma tarefa.

use axum::extract::State;
use esteira_aplicacao::tarefas::{self, Mudanca};
use esteira_aplicacao::{Aplicacao, Quem};
use uuid::Uuid;

use super::modelo::{Destino, Tarefa};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SeRevisao};
use crate::resposta::ComRevisao;

/// Toma a tarefa para si: só quem assumiu a decide. `If-Match` é opcional.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/assumir",
    operation_id = "assumir_tarefa",
    tag = "aprovacoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da tarefa"),
        ("If-Match" = Option<String>, Header, description = "O ETag lido")
    ),
    responses((status = 200, body = Tarefa), Problemas)
)]
pub(crate) async fn assumir(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    revisao: Option<SeRevisao>,
) -> Result<ComRevisao<Tarefa>, ErroApi> {
    mudar(&app, &quem, id, Mudanca::Assumir, revisao).await
}

/// Devolve a tarefa a todos os que podem decidi-la. `If-Match` é opcional.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/devolver",
    operation_id = "devolver_tarefa",
    tag = "aprovacoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da tarefa"),
        ("If-Match" = Option<String>, Header, description = "O ETag lido")
    ),
    responses((status = 200, body = Tarefa), Problemas)
)]
pub(crate) async fn devolver(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    revisao: Option<SeRevisao>,
) -> Result<ComRevisao<Tarefa>, ErroApi> {
    mudar(&app, &quem, id, Mudanca::Devolver, revisao).await
}

/// Dá a tarefa a alguém, esteja com quem estiver: é de quem supervisiona. `If-Match` é opcional.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/atribuir",
    operation_id = "atribuir_tarefa",
    tag = "aprovacoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da tarefa"),
        ("If-Match" = Option<String>, Header, description = "O ETag lido")
    ),
    request_body = Destino,
    responses((status = 200, body = Tarefa), Problemas)
)]
pub(crate) async fn atribuir(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    revisao: Option<SeRevisao>,
    Corpo(destino): Corpo<Destino>,
) -> Result<ComRevisao<Tarefa>, ErroApi> {
    mudar(&app, &quem, id, Mudanca::Atribuir(destino.para.into()), revisao).await
}

/// Quem podia decidir passa a vez a alguém. `If-Match` é opcional.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/delegar",
    operation_id = "delegar_tarefa",
    tag = "aprovacoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da tarefa"),
        ("If-Match" = Option<String>, Header, description = "O ETag lido")
    ),
    request_body = Destino,
    responses((status = 200, body = Tarefa), Problemas)
)]
pub(crate) async fn delegar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    revisao: Option<SeRevisao>,
    Corpo(destino): Corpo<Destino>,
) -> Result<ComRevisao<Tarefa>, ErroApi> {
    mudar(&app, &quem, id, Mudanca::Delegar(destino.para.into()), revisao).await
}

async fn mudar(
    app: &Aplicacao,
    quem: &Quem,
    id: Uuid,
    mudanca: Mudanca,
    revisao: Option<SeRevisao>,
) -> Result<ComRevisao<Tarefa>, ErroApi> {
    let tarefa = tarefas::encaminhar(app, quem, id.into(), mudanca, revisao.map(|SeRevisao(revisao)| revisao)).await?;
    Ok(tarefas::vista(app, quem, tarefa).await?.into())
}
