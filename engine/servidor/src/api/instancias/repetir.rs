//! Repetir o que parou.

use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::instancias::{self, Escolha, Ordem};
use uuid::Uuid;

use super::ordem::Repeticao;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Repete o que parou por incidente, com novas tentativas. Sem corpo, tudo o que parou; corrigir a entrada é de quem opera o motor.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/repetir",
    operation_id = "repetir_passo",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    request_body = Option<Repeticao>,
    responses((status = 204, description = "Feito"), Problemas)
)]
pub(crate) async fn repetir(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    corpo: Option<Corpo<Repeticao>>,
) -> Result<StatusCode, ErroApi> {
    let Corpo(Repeticao { visita, passo, entrada }) = corpo.unwrap_or_default();
    let ordem = Ordem::Repetir { quais: Escolha { visita, passo, ..Escolha::default() }, entrada };
    instancias::ordenar(&app, &quem, id.into(), &ordem).await?;
    Ok(StatusCode::NO_CONTENT)
}
