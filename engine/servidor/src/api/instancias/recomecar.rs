//! Recomeçar de um passo.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::instancias::{self, Ordem};
use uuid::Uuid;

use super::ordem::Recomeco;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Abandona o que está aberto e recomeça de um passo do corpo do fluxo.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/recomecar",
    operation_id = "recomecar_instancia",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    request_body = Recomeco,
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn recomecar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(Recomeco { passo, entrada }): Corpo<Recomeco>,
) -> Result<StatusCode, ErroApi> {
    let ordem = Ordem::Recomecar { passo, entrada };
    instancias::ordenar(&app, &quem, id.into(), &ordem).await?;
    Ok(StatusCode::NO_CONTENT)
}
