//! Entrar, renovar, sair, e saber quem pede.
//!
//! Entrar troca e-mail e senha por dois tokens: o de **acesso**, um JWT curto que acompanha cada pedido, e o de **renovação**, opaco, guardado
//! só como resumo e que serve uma vez. Usar de novo um token de renovação já trocado é sinal de cópia: todas as sessões da pessoa caem.
//! Encerrada a entrada de que um token de acesso vem, ele deixa de valer: na hora no nó que a encerrou, e em
//! [`VALIDADE_DO_RECONHECIMENTO`] nos outros.
//!
//! Recusas de entrada são todas iguais por fora (e-mail que não existe, senha errada, bloqueio, usuário inativo); a causa fica na auditoria.

mod acesso;
mod autenticar;
mod entrar;
mod eu;
pub mod oidc;
mod reconhecidos;
mod renovacao;
mod renovar;
mod sair;
pub(crate) mod senha;

pub use autenticar::autenticar;
pub use entrar::{BLOQUEIO, MAXIMO_DE_TENTATIVAS, entrar};
pub use eu::{Eu, eu};
pub use reconhecidos::{Reconhecidos, VALIDADE_DO_RECONHECIMENTO};
pub use renovar::renovar;
pub use sair::sair;

use esteira_base::Segredo;
use esteira_dominio::Usuario;

use crate::ErroAplicacao;

/// De onde vem o pedido, para a auditoria.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origem {
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

/// O que se ganha ao entrar ou renovar.
#[derive(Debug, Clone)]
pub struct Entrada {
    pub token_de_acesso: Segredo,
    pub token_de_renovacao: Segredo,
    /// Por quanto tempo o token de acesso vale, em segundos.
    pub expira_em: u64,
    pub usuario: Usuario,
}

/// A recusa única da entrada.
fn credencial_recusada() -> ErroAplicacao {
    ErroAplicacao::NaoAutenticado(format!(
        "e-mail ou senha incorretos; depois de {MAXIMO_DE_TENTATIVAS} erros seguidos a entrada fica bloqueada por {} minutos",
        BLOQUEIO.as_secs() / 60
    ))
}

/// A recusa única de token.
pub fn token_recusado() -> ErroAplicacao {
    ErroAplicacao::NaoAutenticado("token ausente, inválido ou vencido; entre de novo".to_owned())
}
