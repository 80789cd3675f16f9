//! Tarefas humanas: listar, ver, decidir, passar de mão, comentar, anexar. Em `/api/aprovacoes/`.

mod anexos;
mod comentarios;
mod decidir;
mod decisoes;
mod encaminhar;
pub mod link;
mod ver;

pub use anexos::{AnexoNovo, MAXIMO_DE_ANEXOS, MAXIMO_DO_ANEXO, anexar, anexo, anexos, remover_anexo};
pub use comentarios::{MAXIMO_DO_COMENTARIO, comentar, comentarios};
pub use decidir::{MAXIMO_DE_DECISOES, decidir, decidir_varias};
pub use decisoes::{DecisaoPossivel, Vista, com_decisoes, vista};
pub use encaminhar::{Mudanca, encaminhar};
pub use ver::{Quais, listar, obter};
