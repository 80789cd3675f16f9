//! Se o processo consegue trabalhar.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, usuarios};
use esteira_base::ids::InquilinoId;
use uuid::Uuid;

use super::Saude;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;

/// O banco responde. Enquanto não, o pedido deve ir a outro nó.
#[utoipa::path(
    get,
    path = "/api/saude/pronto",
    operation_id = "saude_pronto",
    tag = "saude",
    responses((status = 200, body = Saude), Problemas)
)]
pub(crate) async fn pronto(State(app): State<Aplicacao>) -> Result<Json<Saude>, ErroApi> {
    // Qualquer leitura serve; esta não traz linha nenhuma.
    usuarios::ha_usuarios(&app, InquilinoId(Uuid::nil())).await?;
    Ok(Json(Saude { situacao: "pronto" }))
}
