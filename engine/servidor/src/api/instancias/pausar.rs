//! Pausar e retomar uma instância.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::instancias::{self, Ordem};
use uuid::Uuid;

use super::ordem::Motivo;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Pausa: nada novo começa; o que está em curso termina.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/pausar",
    operation_id = "pausar_instancia",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    request_body = Motivo,
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn pausar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(Motivo { motivo }): Corpo<Motivo>,
) -> Result<StatusCode, ErroApi> {
    let ordem = Ordem::Pausar { motivo };
    instancias::ordenar(&app, &quem, id.into(), &ordem).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Retoma uma instância pausada.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/retomar",
    operation_id = "retomar_instancia",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn retomar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<StatusCode, ErroApi> {
    instancias::ordenar(&app, &quem, id.into(), &Ordem::Retomar).await?;
    Ok(StatusCode::NO_CONTENT)
}
