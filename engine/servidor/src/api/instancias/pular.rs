//! Pular um passo aberto.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::instancias::{self, Escolha, Ordem};
use uuid::Uuid;

use super::ordem::Pulo;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Dá um passo aberto por concluído, com a saída que ele teria. Sem `visita` nem `passo`, o que parou por incidente.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/pular",
    operation_id = "pular_passo",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    request_body = Pulo,
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn pular(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(Pulo { visita, passo, saida, destino }): Corpo<Pulo>,
) -> Result<StatusCode, ErroApi> {
    let ordem = Ordem::Pular { quais: Escolha { visita, passo, ..Escolha::default() }, saida, destino };
    instancias::ordenar(&app, &quem, id.into(), &ordem).await?;
    Ok(StatusCode::NO_CONTENT)
}
