//! Ver e mudar os prazos.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, retencao};

use super::modelo::{PrazosEnviados, Retencao};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};

/// O prazo de cada espécie, e o que nunca se apaga.
#[utoipa::path(
    get,
    path = "/api/retencao",
    operation_id = "obter_retencao",
    tag = "retencao",
    security(("token" = [])),
    responses((status = 200, body = Retencao), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Retencao>, ErroApi> {
    Ok(Json(Retencao::de(retencao::prazos(&app, &quem).await?)))
}

/// Muda os prazos dados, e só esses: ou todos servem, ou nenhum muda. Vale da próxima passada em diante.
#[utoipa::path(
    put,
    path = "/api/retencao",
    operation_id = "mudar_retencao",
    tag = "retencao",
    security(("token" = [])),
    request_body = PrazosEnviados,
    responses((status = 200, body = Retencao), Problemas)
)]
pub(crate) async fn mudar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviados): Corpo<PrazosEnviados>,
) -> Result<Json<Retencao>, ErroApi> {
    Ok(Json(Retencao::de(retencao::mudar(&app, &quem, &enviados.ler()?).await?)))
}
