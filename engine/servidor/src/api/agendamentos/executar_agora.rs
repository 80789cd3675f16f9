//! Executar um agendamento agora.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, agendamentos};
use uuid::Uuid;

use super::modelo::Disparo;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Pede um disparo fora de hora, mesmo pausado; começa em seguida. 409 se a anterior ainda corre e a política é `PULAR`.
#[utoipa::path(
    post,
    path = "/api/agendamentos/{id}/executar-agora",
    operation_id = "executar_agendamento_agora",
    tag = "agendamentos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do agendamento")),
    responses((status = 202, body = Disparo), Problemas)
)]
pub(crate) async fn executar_agora(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<(StatusCode, Json<Disparo>), ErroApi> {
    let disparo = agendamentos::executar(&app, &quem, id.into()).await?;
    Ok((StatusCode::ACCEPTED, Json(disparo.into())))
}
