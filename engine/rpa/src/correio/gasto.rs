//! Quanto uma execução já pediu e recebeu dos servidores de correio.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use super::recusa::Recusa;
use crate::limites;

#[derive(Default)]
pub(super) struct Gasto {
    comandos: AtomicU32,
    bytes: AtomicUsize,
}

impl Gasto {
    pub fn comando(&self) -> Result<(), Recusa> {
        if self.comandos.fetch_add(1, Ordering::Relaxed) >= limites::COMANDOS_DE_CORREIO {
            return Err(Recusa::limite("comandos de correio", limites::COMANDOS_DE_CORREIO));
        }
        Ok(())
    }

    pub fn bytes(&self, quantos: usize) -> Result<(), Recusa> {
        if self.bytes.fetch_add(quantos, Ordering::Relaxed).saturating_add(quantos) > limites::CORREIO_BYTES {
            return Err(Recusa::limite("correio da execução, em bytes", limites::CORREIO_BYTES));
        }
        Ok(())
    }
}
