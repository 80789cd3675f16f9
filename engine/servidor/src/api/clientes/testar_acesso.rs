//! Testar o acesso ao portal.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, clientes};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};

/// O que o portal respondeu ao login e à senha do cadastro.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcessoTestado {
    pub entrou: bool,
    /// `credencial_invalida` se o portal recusou; outro, se não deu para saber.
    #[schema(example = "credencial_invalida")]
    pub codigo: Option<String>,
    pub mensagem: Option<String>,
    pub acao_recomendada: Option<String>,
}

/// Entra no portal com o login e a senha do cadastro, e mais nada. Pode levar dois minutos. Há portais que bloqueiam quem erra muitas vezes.
#[utoipa::path(
    post,
    path = "/api/clientes/{id}/senha-portal/testar",
    operation_id = "testar_senha_do_portal",
    tag = "clientes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do cliente")),
    responses((status = 200, body = AcessoTestado), Problemas)
)]
pub(crate) async fn testar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<AcessoTestado>, ErroApi> {
    let clientes::AcessoTestado { entrou, codigo, mensagem, acao_recomendada } =
        clientes::testar_acesso(&app, &quem, id.into()).await?;
    Ok(Json(AcessoTestado { entrou, codigo, mensagem, acao_recomendada }))
}
