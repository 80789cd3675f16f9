//! As próximas datas de um agendamento.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::agendamentos::MAXIMO_DE_DATAS;
use esteira_aplicacao::{Aplicacao, agendamentos};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Hora;
use crate::api::erro::ErroApi;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Consulta};

/// Quantas vêm se não se pede.
const DATAS_PADRAO: usize = 5;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// De 1 a 100; sem ele, 5.
    quantas: Option<usize>,
}

/// As próximas horas; de um agendamento pausado, as que teria.
#[utoipa::path(
    get,
    path = "/api/agendamentos/{id}/proximas",
    operation_id = "proximas_datas",
    tag = "agendamentos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do agendamento"), Filtro),
    responses((status = 200, body = Lista<Hora>), Problemas)
)]
pub(crate) async fn proximas(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Hora>>, ErroApi> {
    let quantas = filtro.quantas.unwrap_or(DATAS_PADRAO);
    if !(1..=MAXIMO_DE_DATAS).contains(&quantas) {
        return Err(ErroApi::campo("quantas", "invalido", format!("use de 1 a {MAXIMO_DE_DATAS}")));
    }
    Ok(Json(Lista::inteira(agendamentos::proximas(&app, &quem, id.into(), quantas).await?)))
}
