//! Esquecer um segredo.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::{Aplicacao, segredos};

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Esquece o segredo. Um passo que ainda o cite passa a falhar, dizendo qual falta.
#[utoipa::path(
    delete,
    path = "/api/segredos/{nome}",
    operation_id = "esquecer_segredo",
    tag = "segredos",
    security(("token" = [])),
    params(("nome" = String, Path, description = "Nome do segredo")),
    responses((status = 204, description = "Esquecido"), Problemas)
)]
pub(crate) async fn esquecer(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(nome): Caminho<String>,
) -> Result<StatusCode, ErroApi> {
    segredos::esquecer(&app, &quem, &nome).await?;
    Ok(StatusCode::NO_CONTENT)
}
