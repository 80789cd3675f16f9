//! Usuários, sessões, operadoras, clientes, segredos e auditoria.
//!
//! O que se lê já sai no tipo do domínio; o que não couber nele é [`crate::ErroArmazem::Corrompido`], com tabela, coluna e id.

mod auditoria;
pub(crate) mod busca;
mod clientes;
mod coluna;
mod entradas_oidc;
mod operadoras;
mod segredos;
mod selos;
mod sessoes;
mod tokens;
mod usuarios;

pub(crate) use auditoria::auditar_em_massa;
pub use auditoria::{FiltroDeAuditoria, RegistroDeAuditoria, RegistroGuardado};
pub use clientes::{ClienteGuardado, FiltroDeClientes};
pub use operadoras::{FiltroDeOperadoras, OperadoraGuardada};
pub use segredos::SegredoGuardado;
pub use selos::Ponta;
pub use sessoes::Sessao;
pub use tokens::TokenGuardado;
pub use usuarios::{Contato, Credencial, FiltroDeUsuarios, UsuarioGuardado};
