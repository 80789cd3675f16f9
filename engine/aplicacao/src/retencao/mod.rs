//! Retenção e guarda legal: por quanto tempo se guarda cada [`Especie`] do que acabou, o que não se pode apagar, e apagar o resto.
//!
//! - a [`politica`] diz os prazos padrão e os mínimos; um administrador os [muda](mudar), por organização;
//! - uma [guarda](por_guarda) segura uma instância, um processo ou uma chave, com motivo, até que alguém a levante;
//! - [`simular`] conta; [`aplicar`] apaga, em levas pequenas, e deixa na auditoria quanto de cada espécie; [`passar`] é a passada de fundo.
//!
//! Não deve conhecer: que tabelas são, nem em que banco.

mod aplicar;
mod corrida;
mod guardas;
mod mudar;
mod passar;
pub mod politica;
mod simular;
mod ver;

pub use aplicar::{Desfecho, Pedido, aplicar};
pub use esteira_armazem::retencao::{AlvoDaGuarda, Especie};
pub use guardas::{MAXIMO_DA_CHAVE, MAXIMO_DO_MOTIVO, guardas, levantar_guarda, por_guarda};
pub use mudar::mudar;
pub use passar::passar;
pub use simular::{Previsao, simular};
pub use ver::{Prazo, prazos};
