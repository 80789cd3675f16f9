//! Quem sou eu.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, autenticacao};

use super::modelo::QuemSouEPosso;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// A pessoa do token e o que ela pode fazer.
#[utoipa::path(
    get,
    path = "/api/autenticacao/eu",
    operation_id = "eu",
    tag = "autenticacao",
    security(("token" = [])),
    responses((status = 200, body = QuemSouEPosso), Problemas)
)]
pub(crate) async fn eu(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<QuemSouEPosso>, ErroApi> {
    Ok(Json(autenticacao::eu(&app, &quem).await?.into()))
}
