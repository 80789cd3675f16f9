//! Processos mensais: criar o mês, ver, reabrir, cancelar.

mod cancelar;
mod criar_mes;
mod fatura;
mod linha_do_tempo;
mod reabrir;
mod ver;

pub use cancelar::cancelar;
pub use criar_mes::{DesfechoDaCriacao, PedidoDeMes, ResultadoDoMes, criar_mes};
pub(crate) use fatura::ler_arquivo;
pub use fatura::{FaturaGuardada, fatura};
pub use linha_do_tempo::{EntradaDaLinha, linha_do_tempo};
pub use reabrir::reabrir;
pub use ver::{listar, obter};
