//! Revogar um token de integração.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, tokens};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Revoga: vale na hora neste nó, e em dois segundos nos outros. Só o administrador.
#[utoipa::path(
    post,
    path = "/api/tokens/{id}/revogar",
    operation_id = "revogar_token",
    tag = "tokens",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do token")),
    responses((status = 204, description = "Revogado"), Problemas)
)]
pub(crate) async fn revogar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<StatusCode, ErroApi> {
    tokens::revogar(&app, &quem, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
