//! A porta por onde a Evolution API conta o que foi entregue e lido.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, notificacoes};
use serde_json::Value;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Caminho, Corpo};

/// Recebe um webhook da Evolution API. Do corpo só se olha o id e o estado de cada mensagem: nada mais se guarda, nem a chave que vem nele.
#[utoipa::path(
    post,
    path = "/webhooks/evolution/{caminho}",
    operation_id = "contar_entrega",
    tag = "notificacoes",
    params(("caminho" = String, Path, description = "O fim do `retorno` do canal")),
    request_body(content = Object, content_type = "application/json"),
    responses((status = 200, description = "Anotado"), Problemas)
)]
pub(crate) async fn contar(
    State(app): State<Aplicacao>,
    Caminho(caminho): Caminho<String>,
    Corpo(corpo): Corpo<Value>,
) -> Result<StatusCode, ErroApi> {
    notificacoes::contar_entrega(&app, &caminho, &corpo).await?;
    Ok(StatusCode::OK)
}
