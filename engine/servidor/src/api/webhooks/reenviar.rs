//! Reenviar um pedido recebido.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, webhooks};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::api::sinais::Sinal;
use crate::extracao::{Autenticado, Caminho, ChaveDeIdempotencia};

/// Lê o corpo guardado com o cadastro de agora e o manda outra vez como sinal. Só o `ACEITO` e o `ILEGIVEL`.
#[utoipa::path(
    post,
    path = "/api/webhooks/recebidos/{id}/reenviar",
    operation_id = "reenviar_recebido",
    tag = "webhooks",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do pedido recebido"),
        ("Idempotency-Key" = Option<String>, Header, description = "O mesmo texto outra vez é o mesmo reenvio")
    ),
    responses((status = 202, body = Sinal), Problemas)
)]
pub(crate) async fn reenviar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    ChaveDeIdempotencia(chave): ChaveDeIdempotencia,
) -> Result<(StatusCode, Json<Sinal>), ErroApi> {
    let sinal = webhooks::reenviar(&app, &quem, id.into(), chave).await?;
    Ok((StatusCode::ACCEPTED, Json(sinal.into())))
}
