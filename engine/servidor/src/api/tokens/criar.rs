//! Criar um token de integração.

use axum::extract::State;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::tokens::{self, PedidoDeToken};

use super::modelo::{TokenCriado, TokenPedido};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};
use crate::resposta::Criado;

/// Cria um token com que um programa age por quem o cria, só no que se lhe concede. Só o administrador; o segredo se mostra uma vez.
#[utoipa::path(
    post,
    path = "/api/tokens",
    operation_id = "criar_token",
    tag = "tokens",
    security(("token" = [])),
    request_body = TokenPedido,
    responses((status = 201, body = TokenCriado), Problemas)
)]
pub(crate) async fn criar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(TokenPedido { nome, escopos, dias }): Corpo<TokenPedido>,
) -> Result<Criado<TokenCriado>, ErroApi> {
    let criado = tokens::criar(&app, &quem, PedidoDeToken { nome, escopos, dias }).await?;
    let segredo = criado.segredo.revelar().to_owned();
    Ok(Criado {
        endereco: "/api/tokens".to_owned(),
        revisao: None,
        corpo: TokenCriado { token: criado.token.into(), segredo },
    })
}
