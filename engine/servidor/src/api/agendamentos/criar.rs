//! Criar um agendamento.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, agendamentos};

use super::modelo::{Agendamento, AgendamentoEnviado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};
use crate::resposta::Criado;

/// Cria um agendamento. A primeira execução é a primeira hora do cron a partir de agora.
#[utoipa::path(
    post,
    path = "/api/agendamentos",
    operation_id = "criar_agendamento",
    tag = "agendamentos",
    security(("token" = [])),
    request_body = AgendamentoEnviado,
    responses((status = 201, body = Agendamento), Problemas)
)]
pub(crate) async fn criar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviado): Corpo<AgendamentoEnviado>,
) -> Result<Criado<Agendamento>, ErroApi> {
    let criado = agendamentos::criar(&app, &quem, enviado.into()).await?;
    Ok(Criado {
        endereco: format!("/api/agendamentos/{}", criado.id),
        revisao: Some(criado.revisao),
        corpo: criado.into(),
    })
}
