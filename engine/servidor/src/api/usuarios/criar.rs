//! Cadastrar um usuário.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, usuarios};
use esteira_dominio::NovoUsuario;

use super::modelo::{Usuario, UsuarioNovo};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Corpo};
use crate::resposta::Criado;

/// Cadastra um usuário, com a senha inicial.
#[utoipa::path(
    post,
    path = "/api/usuarios",
    operation_id = "criar_usuario",
    tag = "usuarios",
    security(("token" = [])),
    request_body = UsuarioNovo,
    responses((status = 201, body = Usuario), Problemas)
)]
pub(crate) async fn criar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviado): Corpo<UsuarioNovo>,
) -> Result<Criado<Usuario>, ErroApi> {
    let novo = NovoUsuario {
        nome_completo: enviado.nome_completo,
        email: enviado.email,
        telefone: enviado.telefone,
        perfil_usuario: enviado.perfil_usuario,
        status_ativo: enviado.status_ativo,
    };
    let criado = usuarios::criar(&app, &quem, novo, enviado.senha.0).await?;
    Ok(Criado { endereco: format!("/api/usuarios/{}", criado.usuario.id), revisao: None, corpo: criado.into() })
}
