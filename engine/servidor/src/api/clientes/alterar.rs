//! Alterar um cliente.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, clientes};
use uuid::Uuid;

use super::modelo::{Cliente, ClienteEnviado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SeRevisao};
use crate::resposta::ComRevisao;

/// Troca o cadastro inteiro. Exige `If-Match`: 412 se alguém mudou antes, 428 se falta. Se o hash muda, o antigo continua a levar a este cliente.
#[utoipa::path(
    put,
    path = "/api/clientes/{id}",
    operation_id = "alterar_cliente",
    tag = "clientes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do cliente"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    request_body = ClienteEnviado,
    responses((status = 200, body = Cliente), Problemas)
)]
pub(crate) async fn alterar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
    Corpo(enviado): Corpo<ClienteEnviado>,
) -> Result<ComRevisao<Cliente>, ErroApi> {
    let (operadora, novo, senha_portal) = enviado.separar();
    Ok(clientes::alterar(&app, &quem, id.into(), revisao, operadora, novo, senha_portal).await?.into())
}
