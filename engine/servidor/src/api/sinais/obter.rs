//! Ver um sinal.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, sinais};
use uuid::Uuid;

use super::modelo::Sinal;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Um sinal.
#[utoipa::path(
    get,
    path = "/api/sinais/{id}",
    operation_id = "obter_sinal",
    tag = "sinais",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do sinal")),
    responses((status = 200, body = Sinal), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<Sinal>, ErroApi> {
    Ok(Json(sinais::obter(&app, &quem, id.into()).await?.into()))
}
