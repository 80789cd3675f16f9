//! Alterar um agendamento.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, agendamentos};
use uuid::Uuid;

use super::modelo::{Agendamento, AgendamentoEnviado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SeRevisao};
use crate::resposta::ComRevisao;

/// Troca o cadastro inteiro. Se o cron ou o fuso mudam, conta-se de agora. Exige `If-Match`: 412 se alguém mudou antes, 428 se falta.
#[utoipa::path(
    put,
    path = "/api/agendamentos/{id}",
    operation_id = "alterar_agendamento",
    tag = "agendamentos",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do agendamento"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    request_body = AgendamentoEnviado,
    responses((status = 200, body = Agendamento), Problemas)
)]
pub(crate) async fn alterar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
    Corpo(enviado): Corpo<AgendamentoEnviado>,
) -> Result<ComRevisao<Agendamento>, ErroApi> {
    Ok(agendamentos::alterar(&app, &quem, id.into(), revisao, enviado.into()).await?.into())
}
