//! Apagar um webhook.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, webhooks};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, SeRevisao};

/// Apaga; o que ele recebeu fica até o fim da retenção. Exige `If-Match`.
#[utoipa::path(
    delete,
    path = "/api/webhooks/{id}",
    operation_id = "apagar_webhook",
    tag = "webhooks",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do webhook"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn apagar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
) -> Result<StatusCode, ErroApi> {
    webhooks::apagar(&app, &quem, id.into(), revisao).await?;
    Ok(StatusCode::NO_CONTENT)
}
