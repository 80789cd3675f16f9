//! O primeiro administrador de uma instalação nova.

use esteira_armazem::cadastro::UsuarioGuardado;
use esteira_base::Segredo;
use esteira_base::ids::InquilinoId;
use esteira_dominio::{NovoUsuario, Perfil};

use super::criar;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Cria o administrador se ainda não há usuário nenhum; senão, nada faz e devolve `None`. Só a partida e a CLI o chamam.
pub async fn criar_primeiro_administrador(
    app: &Aplicacao,
    inquilino: InquilinoId,
    email: &str,
    senha: Segredo,
) -> Result<Option<UsuarioGuardado>, ErroAplicacao> {
    if ha_usuarios(app, inquilino).await? {
        return Ok(None);
    }
    let novo = NovoUsuario {
        nome_completo: "Administrador".to_owned(),
        email: email.to_owned(),
        telefone: None,
        perfil_usuario: Perfil::Administrador,
        status_ativo: true,
    };
    criar(app, &Quem::sistema(inquilino), novo, senha).await.map(Some)
}

/// Se o inquilino já tem algum usuário, ativo ou não.
pub async fn ha_usuarios(app: &Aplicacao, inquilino: InquilinoId) -> Result<bool, ErroAplicacao> {
    Ok(app.armazem.ler(inquilino).await?.ha_usuarios().await?)
}
