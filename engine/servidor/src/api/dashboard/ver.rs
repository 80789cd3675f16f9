//! Ver o painel.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, painel};

use super::modelo::{Consultado, Painel};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

/// Os processos do mês por estado, operadora e mês, as execuções, os erros e o que espera.
#[utoipa::path(
    get,
    path = "/api/dashboard",
    operation_id = "painel",
    tag = "dashboard",
    security(("token" = [])),
    params(Consultado),
    responses((status = 200, body = Painel), Problemas)
)]
pub(crate) async fn ver(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(consultado): Consulta<Consultado>,
) -> Result<Json<painel::Painel>, ErroApi> {
    Ok(Json(painel::ver(&app, &quem, consultado.into()).await?))
}
