//! Quantos lotes e comandos este nó já atendeu, para quem vigia.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Contadores, desde a partida do nó.
#[derive(Debug, Default)]
pub(super) struct Contadores {
    lotes: AtomicU64,
    comandos: AtomicU64,
    recusados: AtomicU64,
}

/// O que os contadores dizem agora.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Atendidos {
    pub lotes: u64,
    pub comandos: u64,
    /// Dos comandos, os que não se aplicaram.
    pub recusados: u64,
}

impl Contadores {
    pub fn contar(&self, comandos: usize, recusados: usize) {
        self.lotes.fetch_add(1, Relaxed);
        self.comandos.fetch_add(comandos as u64, Relaxed);
        self.recusados.fetch_add(recusados as u64, Relaxed);
    }

    pub fn ler(&self) -> Atendidos {
        Atendidos {
            lotes: self.lotes.load(Relaxed),
            comandos: self.comandos.load(Relaxed),
            recusados: self.recusados.load(Relaxed),
        }
    }
}
