//! Tarefas humanas: listar, ver, decidir. Em `/api/aprovacoes/`.

mod decidir;
mod ver;

pub use decidir::decidir;
pub use ver::{listar, obter};
