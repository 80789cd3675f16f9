//! Conferir um cron antes de o usar.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, agendamentos};

use super::modelo::{CronConferido, CronEnviado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};

/// Diz em palavras o que um cron pede, e as cinco próximas horas. 422 com o campo errado se ele não serve. Não grava nada.
#[utoipa::path(
    post,
    path = "/api/agendamentos/conferir",
    operation_id = "conferir_cron",
    tag = "agendamentos",
    security(("token" = [])),
    request_body = CronEnviado,
    responses((status = 200, body = CronConferido), Problemas)
)]
pub(crate) async fn conferir(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviado): Corpo<CronEnviado>,
) -> Result<Json<CronConferido>, ErroApi> {
    let conferido = agendamentos::conferir(&app, &quem, &enviado.cron_expressao, enviado.fuso.as_deref())?;
    Ok(Json(conferido.into()))
}
