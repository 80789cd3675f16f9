//! Ver um usuário.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, usuarios};
use uuid::Uuid;

use super::modelo::Usuario;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Um usuário.
#[utoipa::path(
    get,
    path = "/api/usuarios/{id}",
    operation_id = "obter_usuario",
    tag = "usuarios",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do usuário")),
    responses((status = 200, body = Usuario), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<Usuario>, ErroApi> {
    Ok(Json(usuarios::obter(&app, &quem, id.into()).await?.into()))
}
