//! Listar fluxos.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, fluxos};

use super::modelo::Fluxo;
use crate::api::erro::ErroApi;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// Todas as versões, por nome, da mais nova à mais velha. Vêm todas de uma vez.
#[utoipa::path(
    get,
    path = "/api/fluxos",
    operation_id = "listar_fluxos",
    tag = "fluxos",
    security(("token" = [])),
    responses((status = 200, body = Lista<Fluxo>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Lista<Fluxo>>, ErroApi> {
    Ok(Json(Lista::inteira(fluxos::listar(&app, &quem).await?)))
}
