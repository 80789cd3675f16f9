//! Operadoras: criar, ver, alterar, ativar e desativar. Não se apagam: há faturas ligadas a elas.

mod alterar;
mod ativar;
mod criar;
mod plugin;
mod ver;

pub use alterar::alterar;
pub use ativar::ativar;
pub use criar::criar;
pub use ver::{listar, obter};

use esteira_armazem::ErroArmazem;

use crate::ErroAplicacao;

/// Qual das duas unicidades recusou.
fn repetida(erro: ErroArmazem) -> ErroAplicacao {
    if erro.ja_existe("codigo") {
        ErroAplicacao::conflito("codigo_ja_existe", "já existe uma operadora com este código")
    } else if erro.ja_existe("nome") {
        ErroAplicacao::conflito("nome_ja_existe", "já existe uma operadora com este nome")
    } else {
        erro.into()
    }
}
