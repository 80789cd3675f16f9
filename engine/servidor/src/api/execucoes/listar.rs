//! Listar execuções.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, execucoes};
use esteira_dominio::StatusExecucao;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Execucao;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Só deste processo.
    processo: Option<Uuid>,
    #[param(value_type = Option<String>)]
    status: Option<StatusExecucao>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Execuções na ordem em que começaram.
#[utoipa::path(
    get,
    path = "/api/execucoes",
    operation_id = "listar_execucoes",
    tag = "execucoes",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Execucao>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Execucao>>, ErroApi> {
    let status = filtro.status.map(|status| status.as_str());
    let processo = filtro.processo.map(Into::into);
    let limite = limite(filtro.limite)?;
    Ok(Json(Lista::de(execucoes::listar(&app, &quem, processo, status, filtro.depois_de, limite).await?)))
}
