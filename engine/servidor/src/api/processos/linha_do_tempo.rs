//! A linha do tempo de um processo.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, processos};
use uuid::Uuid;

use super::modelo::Fato;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Tudo o que houve com o processo, do mais velho ao mais novo.
#[utoipa::path(
    get,
    path = "/api/processos/{id}/linha-do-tempo",
    operation_id = "linha_do_tempo",
    tag = "processos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do processo")),
    responses((status = 200, body = Vec<Fato>), Problemas)
)]
pub(crate) async fn linha_do_tempo(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<Vec<Fato>>, ErroApi> {
    let linha = processos::linha_do_tempo(&app, &quem, id.into()).await?;
    Ok(Json(linha.into_iter().map(Into::into).collect()))
}
