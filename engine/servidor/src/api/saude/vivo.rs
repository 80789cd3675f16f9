//! Se o processo responde.

use axum::Json;

use super::Saude;

/// O processo está de pé.
#[utoipa::path(
    get,
    path = "/api/saude/vivo",
    operation_id = "saude_vivo",
    tag = "saude",
    responses((status = 200, body = Saude))
)]
pub(crate) async fn vivo() -> Json<Saude> {
    Json(Saude { situacao: "vivo" })
}
