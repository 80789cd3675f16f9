//! Repetir, pular e cancelar.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, instancias};
use uuid::Uuid;

use super::modelo::{CancelamentoDeInstancia, Pulo};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Repete o passo parado por incidente, com novas tentativas.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/repetir",
    operation_id = "repetir_passo",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn repetir(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<StatusCode, ErroApi> {
    instancias::repetir(&app, &quem, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pula o passo parado por incidente, dando a saída dele.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/pular",
    operation_id = "pular_passo",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    request_body = Pulo,
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn pular(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(pulo): Corpo<Pulo>,
) -> Result<StatusCode, ErroApi> {
    instancias::pular(&app, &quem, id.into(), pulo.saida).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Encerra a instância sem concluir.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/cancelar",
    operation_id = "cancelar_instancia",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    request_body = CancelamentoDeInstancia,
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn cancelar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(cancelamento): Corpo<CancelamentoDeInstancia>,
) -> Result<StatusCode, ErroApi> {
    instancias::cancelar(&app, &quem, id.into(), cancelamento.motivo).await?;
    Ok(StatusCode::NO_CONTENT)
}
