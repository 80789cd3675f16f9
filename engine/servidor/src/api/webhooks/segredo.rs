//! Trocar o segredo de um webhook.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, webhooks};
use uuid::Uuid;

use super::modelo::{SegredoNovo, WebhookComSegredo};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SeRevisao};

/// Troca o segredo, que só aparece nesta resposta; o antigo deixa de valer na hora. Exige `If-Match`.
#[utoipa::path(
    post,
    path = "/api/webhooks/{id}/segredo",
    operation_id = "trocar_segredo_do_webhook",
    tag = "webhooks",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do webhook"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    request_body = SegredoNovo,
    responses((status = 200, body = WebhookComSegredo), Problemas)
)]
pub(crate) async fn trocar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
    Corpo(novo): Corpo<SegredoNovo>,
) -> Result<Json<WebhookComSegredo>, ErroApi> {
    let dado = novo.segredo.map(|segredo| segredo.0);
    let (webhook, segredo) = webhooks::trocar_segredo(&app, &quem, id.into(), revisao, dado).await?;
    Ok(Json(WebhookComSegredo::novo(webhook, &segredo)))
}
