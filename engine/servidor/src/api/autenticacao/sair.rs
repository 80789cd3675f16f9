//! Sair.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, autenticacao};

use super::modelo::Renovacao;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};

/// Encerra a sessão: nem o token de renovação nem o de acesso dela valem mais.
#[utoipa::path(
    post,
    path = "/api/autenticacao/sair",
    operation_id = "sair",
    tag = "autenticacao",
    security(("token" = [])),
    request_body = Renovacao,
    responses((status = 204, description = "Sessão encerrada"), Problemas)
)]
pub(crate) async fn sair(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(renovacao): Corpo<Renovacao>,
) -> Result<StatusCode, ErroApi> {
    autenticacao::sair(&app, &quem, &renovacao.token_de_renovacao.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
