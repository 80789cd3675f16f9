//! Alterar um webhook.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, webhooks};
use uuid::Uuid;

use super::modelo::{Webhook, WebhookEnviado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SeRevisao};
use crate::resposta::ComRevisao;

/// Troca o cadastro inteiro; o endereço e o segredo ficam. Exige `If-Match`: 412 se alguém mudou antes, 428 se falta.
#[utoipa::path(
    put,
    path = "/api/webhooks/{id}",
    operation_id = "alterar_webhook",
    tag = "webhooks",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do webhook"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    request_body = WebhookEnviado,
    responses((status = 200, body = Webhook), Problemas)
)]
pub(crate) async fn alterar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
    Corpo(enviado): Corpo<WebhookEnviado>,
) -> Result<ComRevisao<Webhook>, ErroApi> {
    let (novo, segredo) = enviado.separar();
    if segredo.is_some() {
        let mensagem = "o segredo se troca em POST /api/webhooks/{id}/segredo";
        return Err(ErroApi::campo("segredo", "incoerente", mensagem));
    }
    Ok(webhooks::alterar(&app, &quem, id.into(), revisao, novo).await?.into())
}
