//! Listar e ver usuários.

use esteira_armazem::Pagina;
use esteira_armazem::cadastro::{FiltroDeUsuarios, UsuarioGuardado};
use esteira_base::ids::UsuarioId;
use esteira_dominio::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Usuários em ordem de nome.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeUsuarios,
) -> Result<Pagina<UsuarioGuardado>, ErroAplicacao> {
    quem.exigir(Acao::GerirUsuarios)?;
    Ok(app.armazem.ler(quem.inquilino).await?.usuarios(filtro).await?)
}

/// Um usuário.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: UsuarioId) -> Result<UsuarioGuardado, ErroAplicacao> {
    quem.exigir(Acao::GerirUsuarios)?;
    let usuario = app.armazem.ler(quem.inquilino).await?.usuario(id).await?;
    usuario.ok_or_else(|| ErroAplicacao::nao_encontrado("usuário", id))
}
