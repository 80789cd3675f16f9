//! Quem sou eu, e o que posso.

use esteira_dominio::{Acao, Usuario};

use super::token_recusado;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O próprio usuário, com as ações que o perfil dele permite: é por elas que a tela decide o que mostrar.
#[derive(Debug, Clone)]
pub struct Eu {
    pub usuario: Usuario,
    pub pode: Vec<Acao>,
}

/// O usuário que pede.
pub async fn eu(app: &Aplicacao, quem: &Quem) -> Result<Eu, ErroAplicacao> {
    let id = quem.usuario.ok_or_else(token_recusado)?;
    let guardado = app.armazem.ler(quem.inquilino).await?.usuario(id).await?;
    let usuario = guardado.ok_or_else(token_recusado)?.usuario;
    let pode = Acao::TODOS.iter().copied().filter(|acao| usuario.pode(*acao)).collect();
    Ok(Eu { usuario, pode })
}
