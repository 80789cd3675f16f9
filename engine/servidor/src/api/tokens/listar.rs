//! Listar os tokens de integração.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, tokens};

use super::modelo::Token;
use crate::api::erro::ErroApi;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// Todos, do mais novo ao mais velho, sem o segredo. Só o administrador.
#[utoipa::path(
    get,
    path = "/api/tokens",
    operation_id = "listar_tokens",
    tag = "tokens",
    security(("token" = [])),
    responses((status = 200, body = Lista<Token>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Lista<Token>>, ErroApi> {
    Ok(Json(Lista::inteira(tokens::listar(&app, &quem).await?)))
}
