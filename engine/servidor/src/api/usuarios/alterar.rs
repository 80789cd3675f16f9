//! Alterar um usuário.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::usuarios::AlteracaoDeUsuario;
use esteira_aplicacao::{Aplicacao, usuarios};
use uuid::Uuid;

use super::modelo::{Usuario, UsuarioAlterado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Altera o que vier. O último administrador ativo não pode deixar de ser.
#[utoipa::path(
    patch,
    path = "/api/usuarios/{id}",
    operation_id = "alterar_usuario",
    tag = "usuarios",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do usuário")),
    request_body = UsuarioAlterado,
    responses((status = 200, body = Usuario), Problemas)
)]
pub(crate) async fn alterar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(enviado): Corpo<UsuarioAlterado>,
) -> Result<Json<Usuario>, ErroApi> {
    let alteracao = AlteracaoDeUsuario {
        nome_completo: enviado.nome_completo,
        email: enviado.email,
        telefone: enviado.telefone,
        perfil_usuario: enviado.perfil_usuario,
        status_ativo: enviado.status_ativo,
        senha: enviado.senha.map(|senha| senha.0),
    };
    Ok(Json(usuarios::alterar(&app, &quem, id.into(), alteracao).await?.into()))
}
