//! Entrar.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, autenticacao};

use super::modelo::{Credencial, Tokens};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Corpo, DeOnde};

/// Troca e-mail e senha por um par de tokens. Depois de 5 erros seguidos a entrada fica bloqueada por 15 minutos.
#[utoipa::path(
    post,
    path = "/api/autenticacao/entrar",
    operation_id = "entrar",
    tag = "autenticacao",
    request_body = Credencial,
    responses((status = 200, body = Tokens), Problemas)
)]
pub(crate) async fn entrar(
    State(app): State<Aplicacao>,
    DeOnde(origem): DeOnde,
    Corpo(credencial): Corpo<Credencial>,
) -> Result<Json<Tokens>, ErroApi> {
    let entrada = autenticacao::entrar(&app, &credencial.email, credencial.senha.0, origem).await?;
    Ok(Json(entrada.into()))
}
