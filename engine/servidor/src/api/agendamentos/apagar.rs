//! Apagar um agendamento.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, agendamentos};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, SeRevisao};

/// Apaga o agendamento e os seus disparos; o que ele já iniciou continua. Exige `If-Match`.
#[utoipa::path(
    delete,
    path = "/api/agendamentos/{id}",
    operation_id = "apagar_agendamento",
    tag = "agendamentos",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do agendamento"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    responses((status = 204, description = "Apagado"), Problemas)
)]
pub(crate) async fn apagar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
) -> Result<StatusCode, ErroApi> {
    agendamentos::apagar(&app, &quem, id.into(), revisao).await?;
    Ok(StatusCode::NO_CONTENT)
}
