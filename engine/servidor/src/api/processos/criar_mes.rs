//! Criar os processos de um mês.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::processos::PedidoDeMes;
use esteira_aplicacao::{Aplicacao, processos};

use super::modelo::{MesCriado, MesPedido};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};

/// Cria o que falta do mês: um processo por cliente ativo de operadora ativa. Repetir não duplica.
#[utoipa::path(
    post,
    path = "/api/processos/mensal",
    operation_id = "criar_processos_do_mes",
    tag = "processos",
    security(("token" = [])),
    request_body = MesPedido,
    responses((status = 200, body = MesCriado), Problemas)
)]
pub(crate) async fn criar_mes(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(pedido): Corpo<MesPedido>,
) -> Result<Json<MesCriado>, ErroApi> {
    let pedido =
        PedidoDeMes { mes_ano: pedido.mes_ano, operadora: pedido.operadora_id.map(Into::into), automatico: false };
    Ok(Json(processos::criar_mes(&app, &quem, pedido).await?.into()))
}
