//! Listar segredos.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, segredos};

use super::modelo::Segredo;
use crate::api::erro::ErroApi;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// Os nomes guardados, em ordem, e quando mudaram; nunca os valores. Vem tudo de uma vez.
#[utoipa::path(
    get,
    path = "/api/segredos",
    operation_id = "listar_segredos",
    tag = "segredos",
    security(("token" = [])),
    responses((status = 200, body = Lista<Segredo>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Lista<Segredo>>, ErroApi> {
    Ok(Json(Lista::inteira(segredos::listar(&app, &quem).await?)))
}
