//! Reabrir um processo.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, processos};
use uuid::Uuid;

use super::modelo::{Processo, Reabertura};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Reabre: o rejeitado volta ao começo; o que falhou repete o passo em que parou.
#[utoipa::path(
    post,
    path = "/api/processos/{id}/reabrir",
    operation_id = "reabrir_processo",
    tag = "processos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do processo")),
    request_body = Reabertura,
    responses((status = 200, body = Processo), Problemas)
)]
pub(crate) async fn reabrir(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(reabertura): Corpo<Reabertura>,
) -> Result<Json<Processo>, ErroApi> {
    processos::reabrir(&app, &quem, id.into(), reabertura.observacao).await?;
    Ok(Json(processos::obter(&app, &quem, id.into()).await?.into()))
}
