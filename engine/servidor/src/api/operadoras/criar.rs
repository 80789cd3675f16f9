//! Cadastrar uma operadora.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, operadoras};

use super::modelo::{Operadora, OperadoraEnviada};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};
use crate::resposta::Criado;

/// Cadastra uma operadora.
#[utoipa::path(
    post,
    path = "/api/operadoras",
    operation_id = "criar_operadora",
    tag = "operadoras",
    security(("token" = [])),
    request_body = OperadoraEnviada,
    responses((status = 201, body = Operadora), Problemas)
)]
pub(crate) async fn criar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviada): Corpo<OperadoraEnviada>,
) -> Result<Criado<Operadora>, ErroApi> {
    let criada = operadoras::criar(&app, &quem, enviada.into()).await?;
    Ok(Criado {
        endereco: format!("/api/operadoras/{}", criada.operadora.id),
        revisao: Some(criada.revisao),
        corpo: criada.into(),
    })
}
