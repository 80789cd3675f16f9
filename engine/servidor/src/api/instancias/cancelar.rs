//! Cancelar uma instância.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::instancias::{self, Ordem};
use uuid::Uuid;

use super::ordem::Motivo;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Encerra a instância sem concluir, desfazendo antes o que tem `compensar`.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/cancelar",
    operation_id = "cancelar_instancia",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    request_body = Motivo,
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn cancelar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(Motivo { motivo }): Corpo<Motivo>,
) -> Result<StatusCode, ErroApi> {
    let ordem = Ordem::Cancelar { motivo };
    instancias::ordenar(&app, &quem, id.into(), &ordem).await?;
    Ok(StatusCode::NO_CONTENT)
}
