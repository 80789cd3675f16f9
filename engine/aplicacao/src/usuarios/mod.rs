//! Usuários: criar, ver, alterar; e o primeiro administrador de uma instalação nova.

mod alterar;
mod criar;
mod primeiro_administrador;
mod ver;

pub use alterar::{AlteracaoDeUsuario, alterar};
pub use criar::criar;
pub use primeiro_administrador::{criar_primeiro_administrador, ha_usuarios};
pub use ver::{listar, obter};

use esteira_armazem::ErroArmazem;

use crate::ErroAplicacao;

fn email_repetido(erro: ErroArmazem) -> ErroAplicacao {
    if erro.ja_existe("email") {
        ErroAplicacao::conflito("email_ja_existe", "já existe um usuário com este e-mail")
    } else {
        erro.into()
    }
}
