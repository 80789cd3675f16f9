//! Listar webhooks.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, webhooks};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Webhook;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Webhooks em ordem de criação.
#[utoipa::path(
    get,
    path = "/api/webhooks",
    operation_id = "listar_webhooks",
    tag = "webhooks",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Webhook>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Webhook>>, ErroApi> {
    let limite = limite(filtro.limite)?;
    Ok(Json(Lista::de(webhooks::listar(&app, &quem, filtro.depois_de, limite).await?)))
}
