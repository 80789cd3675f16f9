//! Guardar ou trocar um segredo.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, segredos};

use super::modelo::ValorDoSegredo;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Guarda o valor, cifrado, no lugar do que houver com o mesmo nome. O próximo passo que o cita já usa o novo.
#[utoipa::path(
    put,
    path = "/api/segredos/{nome}",
    operation_id = "guardar_segredo",
    tag = "segredos",
    security(("token" = [])),
    params(("nome" = String, Path, description = "Nome do segredo, como o fluxo o cita")),
    request_body = ValorDoSegredo,
    responses((status = 204, description = "Guardado"), Problemas)
)]
pub(crate) async fn guardar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(nome): Caminho<String>,
    Corpo(segredo): Corpo<ValorDoSegredo>,
) -> Result<StatusCode, ErroApi> {
    segredos::guardar(&app, &quem, &nome, &segredo.valor.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
