//! Ativar e desativar uma operadora.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, operadoras};
use uuid::Uuid;

use super::modelo::Operadora;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::resposta::ComRevisao;

/// Ativa. Já ativa, nada muda.
#[utoipa::path(
    post,
    path = "/api/operadoras/{id}/ativar",
    operation_id = "ativar_operadora",
    tag = "operadoras",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da operadora")),
    responses((status = 200, body = Operadora), Problemas)
)]
pub(crate) async fn ativar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Operadora>, ErroApi> {
    Ok(operadoras::ativar(&app, &quem, id.into(), true).await?.into())
}

/// Desativa: não recebe clientes nem processos novos. Já inativa, nada muda.
#[utoipa::path(
    post,
    path = "/api/operadoras/{id}/desativar",
    operation_id = "desativar_operadora",
    tag = "operadoras",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da operadora")),
    responses((status = 200, body = Operadora), Problemas)
)]
pub(crate) async fn desativar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Operadora>, ErroApi> {
    Ok(operadoras::ativar(&app, &quem, id.into(), false).await?.into())
}
