//! Ver um processo.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, processos};
use uuid::Uuid;

use super::modelo::Processo;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Um processo.
#[utoipa::path(
    get,
    path = "/api/processos/{id}",
    operation_id = "obter_processo",
    tag = "processos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do processo")),
    responses((status = 200, body = Processo), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<Processo>, ErroApi> {
    Ok(Json(processos::obter(&app, &quem, id.into()).await?.into()))
}
