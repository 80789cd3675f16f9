//! Ver uma instância.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, instancias};
use uuid::Uuid;

use super::modelo::InstanciaComHistorico;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Uma instância, com o estado e a história inteira.
#[utoipa::path(
    get,
    path = "/api/instancias/{id}",
    operation_id = "obter_instancia",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    responses((status = 200, body = InstanciaComHistorico), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<InstanciaComHistorico>, ErroApi> {
    Ok(Json(instancias::obter(&app, &quem, id.into()).await?.into()))
}
