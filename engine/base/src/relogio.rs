//! O único lugar que lê o relógio da máquina. Quem precisa da hora recebe um `Relogio`.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::Instante;

/// De onde vem a hora.
pub trait Relogio: Send + Sync + 'static {
    fn agora(&self) -> Instante;
}

/// O relógio da máquina.
#[derive(Debug, Clone, Copy, Default)]
pub struct RelogioDoSistema;

impl Relogio for RelogioDoSistema {
    #[expect(clippy::disallowed_methods, reason = "é aqui, e só aqui, que se lê a hora")]
    fn agora(&self) -> Instante {
        chrono::Utc::now().into()
    }
}

/// Relógio que só anda quando mandam; para testes.
#[derive(Debug)]
pub struct RelogioDeTeste(AtomicI64);

impl RelogioDeTeste {
    pub fn em(instante: Instante) -> Self {
        Self(AtomicI64::new(instante.micros()))
    }

    pub fn avancar(&self, duracao: Duration) {
        self.0.fetch_add(i64::try_from(duracao.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Relogio for RelogioDeTeste {
    fn agora(&self) -> Instante {
        Instante::de_micros(self.0.load(Ordering::SeqCst))
    }
}
