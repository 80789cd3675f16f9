//! Cadastrar um webhook.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, webhooks};

use super::modelo::{WebhookComSegredo, WebhookEnviado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};
use crate::resposta::Criado;

/// Cadastra um webhook num endereço sorteado. O segredo só aparece nesta resposta.
#[utoipa::path(
    post,
    path = "/api/webhooks",
    operation_id = "criar_webhook",
    tag = "webhooks",
    security(("token" = [])),
    request_body = WebhookEnviado,
    responses((status = 201, body = WebhookComSegredo), Problemas)
)]
pub(crate) async fn criar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviado): Corpo<WebhookEnviado>,
) -> Result<Criado<WebhookComSegredo>, ErroApi> {
    let (novo, segredo) = enviado.separar();
    let (criado, segredo) = webhooks::criar(&app, &quem, novo, segredo).await?;
    Ok(Criado {
        endereco: format!("/api/webhooks/{}", criado.id),
        revisao: Some(criado.revisao),
        corpo: WebhookComSegredo::novo(criado, &segredo),
    })
}
