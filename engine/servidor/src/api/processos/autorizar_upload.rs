//! Autorizar o upload manual num processo de operadora com RPA.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, processos};
use uuid::Uuid;

use super::modelo::{Autorizacao, Processo};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Autoriza, com motivo, que a fatura venha à mão: o RPA do processo para, e ele passa a esperar `POST /api/faturas/upload-manual`. Só o administrador.
#[utoipa::path(
    post,
    path = "/api/processos/{id}/autorizar-upload",
    operation_id = "autorizar_upload",
    tag = "processos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do processo")),
    request_body = Autorizacao,
    responses((status = 200, body = Processo), Problemas)
)]
pub(crate) async fn autorizar_upload(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(autorizacao): Corpo<Autorizacao>,
) -> Result<Json<Processo>, ErroApi> {
    processos::autorizar_upload(&app, &quem, id.into(), autorizacao.motivo).await?;
    Ok(Json(processos::obter(&app, &quem, id.into()).await?.into()))
}
