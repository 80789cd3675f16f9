//! Instâncias: ver, repetir, pular, cancelar.

mod agir;
mod filhas;
mod ver;

pub use agir::{cancelar, pular, repetir, repetir_com};
pub use filhas::nascer;
pub use ver::{Detalhe, listar, obter};
