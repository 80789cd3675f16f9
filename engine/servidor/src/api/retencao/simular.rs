//! Contar o que iria.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, retencao};

use super::modelo::Previsao;
use crate::api::erro::ErroApi;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// O que se apagaria agora, por espécie, e o que ficaria sob guarda. Não apaga nada; com muito a contar, demora.
#[utoipa::path(
    get,
    path = "/api/retencao/simulacao",
    operation_id = "simular_retencao",
    tag = "retencao",
    security(("token" = [])),
    responses((status = 200, body = Lista<Previsao>), Problemas)
)]
pub(crate) async fn simular(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Lista<Previsao>>, ErroApi> {
    Ok(Json(Lista::inteira(retencao::simular(&app, &quem).await?)))
}
