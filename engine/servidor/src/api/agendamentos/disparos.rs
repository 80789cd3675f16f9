//! Os disparos de um agendamento.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, agendamentos};
use uuid::Uuid;

use super::listar::Filtro;
use super::modelo::Disparo;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Consulta};

/// O que disparou, do mais novo ao mais velho. Os acabados se guardam pelo prazo da retenção.
#[utoipa::path(
    get,
    path = "/api/agendamentos/{id}/disparos",
    operation_id = "listar_disparos",
    tag = "agendamentos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do agendamento"), Filtro),
    responses((status = 200, body = Lista<Disparo>), Problemas)
)]
pub(crate) async fn disparos(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Disparo>>, ErroApi> {
    let limite = limite(filtro.limite)?;
    Ok(Json(Lista::de(agendamentos::disparos(&app, &quem, id.into(), filtro.depois_de, limite).await?)))
}
