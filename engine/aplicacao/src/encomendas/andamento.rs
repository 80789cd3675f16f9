//! Quantas linhas já foram: quem trabalha conta, quem renova a reserva anota.

use std::sync::atomic::{AtomicI64, Ordering};

#[derive(Debug, Default)]
pub(crate) struct Andamento(AtomicI64);

impl Andamento {
    pub fn feitas(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    pub fn mudar(&self, feitas: i64) {
        self.0.store(feitas, Ordering::Relaxed);
    }
}
