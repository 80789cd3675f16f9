//! Renovar.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, autenticacao};

use super::modelo::{Renovacao, Tokens};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Corpo, DeOnde};

/// Troca o token de renovação por um par novo. O token usado deixa de valer; usá-lo de novo derruba todas as sessões da pessoa.
#[utoipa::path(
    post,
    path = "/api/autenticacao/renovar",
    operation_id = "renovar",
    tag = "autenticacao",
    request_body = Renovacao,
    responses((status = 200, body = Tokens), Problemas)
)]
pub(crate) async fn renovar(
    State(app): State<Aplicacao>,
    DeOnde(origem): DeOnde,
    Corpo(renovacao): Corpo<Renovacao>,
) -> Result<Json<Tokens>, ErroApi> {
    let entrada = autenticacao::renovar(&app, &renovacao.token_de_renovacao.0, origem).await?;
    Ok(Json(entrada.into()))
}
