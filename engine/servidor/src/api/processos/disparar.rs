//! Disparar à mão o download ou o envio de um processo.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, processos};

use super::modelo::{DisparoDeProcesso, Processo};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};

/// Baixa já a fatura que falhou, ou que esperava o portal publicar. 409 se o download está em andamento.
#[utoipa::path(
    post,
    path = "/api/rpa/executar-download",
    operation_id = "executar_download",
    tag = "rpa",
    security(("token" = [])),
    request_body = DisparoDeProcesso,
    responses((status = 200, body = Processo), Problemas)
)]
pub(crate) async fn executar_download(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(disparo): Corpo<DisparoDeProcesso>,
) -> Result<Json<Processo>, ErroApi> {
    let id = disparo.processo_id.into();
    processos::disparar_download(&app, &quem, id).await?;
    Ok(Json(processos::obter(&app, &quem, id).await?.into()))
}

/// Envia já ao SAT a fatura aprovada cujo envio falhou. O que já está no SAT não vai outra vez.
#[utoipa::path(
    post,
    path = "/api/rpa/executar-upload-sat",
    operation_id = "executar_upload_sat",
    tag = "rpa",
    security(("token" = [])),
    request_body = DisparoDeProcesso,
    responses((status = 200, body = Processo), Problemas)
)]
pub(crate) async fn executar_upload_sat(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(disparo): Corpo<DisparoDeProcesso>,
) -> Result<Json<Processo>, ErroApi> {
    let id = disparo.processo_id.into();
    processos::disparar_envio(&app, &quem, id).await?;
    Ok(Json(processos::obter(&app, &quem, id).await?.into()))
}
