//! Listar agendamentos.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, agendamentos};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Agendamento;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// De 1 a 200; sem ele, 50.
    pub(super) limite: Option<u32>,
    /// O `proximo` da página anterior.
    pub(super) depois_de: Option<Uuid>,
}

/// Agendamentos em ordem de nome.
#[utoipa::path(
    get,
    path = "/api/agendamentos",
    operation_id = "listar_agendamentos",
    tag = "agendamentos",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Agendamento>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Agendamento>>, ErroApi> {
    let limite = limite(filtro.limite)?;
    Ok(Json(Lista::de(agendamentos::listar(&app, &quem, filtro.depois_de, limite).await?)))
}
