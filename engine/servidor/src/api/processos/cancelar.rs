//! Cancelar um processo.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, processos};
use uuid::Uuid;

use super::modelo::{Cancelamento, Processo};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Cancela, com motivo: o fluxo encerra e nada mais acontece sozinho.
#[utoipa::path(
    post,
    path = "/api/processos/{id}/cancelar",
    operation_id = "cancelar_processo",
    tag = "processos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do processo")),
    request_body = Cancelamento,
    responses((status = 200, body = Processo), Problemas)
)]
pub(crate) async fn cancelar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(cancelamento): Corpo<Cancelamento>,
) -> Result<Json<Processo>, ErroApi> {
    processos::cancelar(&app, &quem, id.into(), cancelamento.motivo).await?;
    Ok(Json(processos::obter(&app, &quem, id.into()).await?.into()))
}
