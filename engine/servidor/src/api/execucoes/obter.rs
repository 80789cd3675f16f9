//! Ver uma execução.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, execucoes};
use uuid::Uuid;

use super::modelo::ExecucaoComArquivos;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// Uma execução, com a lista dos seus arquivos.
#[utoipa::path(
    get,
    path = "/api/execucoes/{id}",
    operation_id = "obter_execucao",
    tag = "execucoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da execução")),
    responses((status = 200, body = ExecucaoComArquivos), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<ExecucaoComArquivos>, ErroApi> {
    let (execucao, arquivos) = execucoes::obter(&app, &quem, id.into()).await?;
    let arquivos = arquivos.into_iter().map(Into::into).collect();
    Ok(Json(ExecucaoComArquivos { execucao: execucao.into(), arquivos }))
}
