//! Pausar e retomar um agendamento.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, agendamentos};
use uuid::Uuid;

use super::modelo::Agendamento;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::resposta::ComRevisao;

/// Pausa: para de disparar; o que está em curso termina. Já pausado, nada muda.
#[utoipa::path(
    post,
    path = "/api/agendamentos/{id}/pausar",
    operation_id = "pausar_agendamento",
    tag = "agendamentos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do agendamento")),
    responses((status = 200, body = Agendamento), Problemas)
)]
pub(crate) async fn pausar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Agendamento>, ErroApi> {
    Ok(agendamentos::pausar(&app, &quem, id.into()).await?.into())
}

/// Retoma, da próxima hora em diante: o que venceu durante a pausa não corre. Já ativo, nada muda.
#[utoipa::path(
    post,
    path = "/api/agendamentos/{id}/retomar",
    operation_id = "retomar_agendamento",
    tag = "agendamentos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do agendamento")),
    responses((status = 200, body = Agendamento), Problemas)
)]
pub(crate) async fn retomar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Agendamento>, ErroApi> {
    Ok(agendamentos::retomar(&app, &quem, id.into()).await?.into())
}
