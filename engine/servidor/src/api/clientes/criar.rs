//! Cadastrar um cliente.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, clientes};

use super::modelo::{Cliente, ClienteEnviado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};
use crate::resposta::Criado;

/// Cadastra um cliente, ligado a uma operadora ativa.
#[utoipa::path(
    post,
    path = "/api/clientes",
    operation_id = "criar_cliente",
    tag = "clientes",
    security(("token" = [])),
    request_body = ClienteEnviado,
    responses((status = 201, body = Cliente), Problemas)
)]
pub(crate) async fn criar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviado): Corpo<ClienteEnviado>,
) -> Result<Criado<Cliente>, ErroApi> {
    let (operadora, novo, senha_portal) = enviado.separar();
    let criado = clientes::criar(&app, &quem, operadora, novo, senha_portal).await?;
    Ok(Criado {
        endereco: format!("/api/clientes/{}", criado.cliente.id),
        revisao: Some(criado.revisao),
        corpo: criado.into(),
    })
}
