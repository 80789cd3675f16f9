//! Levantar uma guarda legal.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, retencao};
use uuid::Uuid;

use super::modelo::{Guarda, Levantamento};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Levanta a guarda, dizendo por quê: o que só ela segurava volta a seguir o prazo. Fica na lista, como registro.
#[utoipa::path(
    post,
    path = "/api/retencao/guardas/{id}/levantar",
    operation_id = "levantar_guarda",
    tag = "retencao",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da guarda")),
    request_body = Levantamento,
    responses((status = 200, body = Guarda), Problemas)
)]
pub(crate) async fn levantar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(levantamento): Corpo<Levantamento>,
) -> Result<Json<Guarda>, ErroApi> {
    Ok(Json(retencao::levantar_guarda(&app, &quem, id.into(), &levantamento.motivo).await?.into()))
}
