//! Definir e apagar a senha do portal.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, clientes};
use uuid::Uuid;

use super::modelo::{Cliente, SenhaDoPortal};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SeRevisao};
use crate::resposta::ComRevisao;

/// Guarda a senha do portal, cifrada. Exige `If-Match`.
#[utoipa::path(
    put,
    path = "/api/clientes/{id}/senha-portal",
    operation_id = "definir_senha_do_portal",
    tag = "clientes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do cliente"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    request_body = SenhaDoPortal,
    responses((status = 200, body = Cliente), Problemas)
)]
pub(crate) async fn definir(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
    Corpo(senha): Corpo<SenhaDoPortal>,
) -> Result<ComRevisao<Cliente>, ErroApi> {
    let senha = Some(senha.senha_portal.0);
    Ok(clientes::definir_senha_do_portal(&app, &quem, id.into(), revisao, senha).await?.into())
}

/// Apaga a senha do portal. Exige `If-Match`.
#[utoipa::path(
    delete,
    path = "/api/clientes/{id}/senha-portal",
    operation_id = "apagar_senha_do_portal",
    tag = "clientes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id do cliente"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    responses((status = 200, body = Cliente), Problemas)
)]
pub(crate) async fn apagar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
) -> Result<ComRevisao<Cliente>, ErroApi> {
    Ok(clientes::definir_senha_do_portal(&app, &quem, id.into(), revisao, None).await?.into())
}
