//! Instâncias: ver, repetir, pular, cancelar.

mod agir;
mod ver;

pub use agir::{cancelar, pular, repetir, repetir_com};
pub use ver::{Detalhe, listar, obter};
