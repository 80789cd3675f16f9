//! As linhas de log de uma execução.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, execucoes};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Linha;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Só as linhas depois deste número.
    #[serde(default)]
    depois_de: i64,
}

/// As linhas, em ordem; até mil por vez.
#[utoipa::path(
    get,
    path = "/api/execucoes/{id}/logs",
    operation_id = "logs_da_execucao",
    tag = "execucoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da execução"), Filtro),
    responses((status = 200, body = Vec<Linha>), Problemas)
)]
pub(crate) async fn logs(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Vec<Linha>>, ErroApi> {
    // Execução que não existe é 404, e não lista vazia.
    execucoes::obter(&app, &quem, id.into()).await?;
    let linhas = execucoes::linhas(&app, &quem, id.into(), filtro.depois_de).await?;
    Ok(Json(linhas.into_iter().map(Into::into).collect()))
}
