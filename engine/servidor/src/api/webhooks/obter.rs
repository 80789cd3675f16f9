//! Ver um webhook.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, webhooks};
use uuid::Uuid;

use super::modelo::Webhook;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::resposta::ComRevisao;

/// Um webhook, sem o segredo, com a revisão em `ETag`.
#[utoipa::path(
    get,
    path = "/api/webhooks/{id}",
    operation_id = "obter_webhook",
    tag = "webhooks",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do webhook")),
    responses((status = 200, body = Webhook, headers(("ETag" = String, description = "Revisão"))), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Webhook>, ErroApi> {
    Ok(webhooks::obter(&app, &quem, id.into()).await?.into())
}
