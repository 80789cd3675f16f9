//! Encomendas: o que alguém pede e busca depois, porque demora mais que um pedido HTTP.
//!
//! ```text
//!             ┌────────── reserva vencida, ou devolvida ─────────┐
//!             v                                                  │
//! (pedido) PENDENTE ──pegar──> EM_CURSO ──fechar──> CONCLUIDA | FALHOU
//!             └───────cancelar────┴───────────────> CANCELADA
//! ```
//!
//! Não deve conhecer: o que cada espécie faz.

mod guardadas;
mod linhas;
mod posse;

pub use guardadas::{Encomenda, EncomendaNova, FiltroDeEncomendas};
pub use linhas::LinhaDaImportacao;
pub use posse::Fecho;
