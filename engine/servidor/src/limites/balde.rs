//! Quantos pedidos por minuto cabem a cada chave: um balde que se enche aos poucos (GCRA, do `governor`), com memória limitada.
//!
//! Não deve conhecer: o que é a chave, HTTP.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

/// Diz também quanto ainda cabe.
type Contador<K, R> = RateLimiter<K, HashMapStateStore<K>, R, StateInformationMiddleware>;

/// O que um pedido achou no balde.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Conta {
    /// Quantos cabem por minuto.
    pub limite: u32,
    /// Quantos ainda cabem agora.
    pub restam: u32,
    /// Quanto falta para caber este; nada, se coube.
    pub espera: Option<Duration>,
}

/// Os baldes de um tipo de chave.
pub(super) struct Balde<K: Clone + Eq + Hash, R: Clock + Clone = MonotonicClock> {
    por_minuto: NonZeroU32,
    maximo_de_chaves: usize,
    relogio: R,
    contador: RwLock<Contador<K, R>>,
}

impl<K: Clone + Eq + Hash, R: Clock + Clone> Balde<K, R> {
    pub(super) fn novo(por_minuto: NonZeroU32, maximo_de_chaves: usize, relogio: R) -> Self {
        let contador = RwLock::new(contador(por_minuto, relogio.clone()));
        Self { por_minuto, maximo_de_chaves, relogio, contador }
    }

    /// Conta um pedido desta chave.
    pub(super) fn contar(&self, chave: &K) -> Conta {
        self.caber();
        let limite = self.por_minuto.get();
        let contador = self.contador.read().unwrap_or_else(PoisonError::into_inner);
        match contador.check_key(chave) {
            Ok(estado) => Conta { limite, restam: estado.remaining_burst_capacity(), espera: None },
            Err(cedo) => Conta { limite, restam: 0, espera: Some(cedo.wait_time_from(self.relogio.now())) },
        }
    }

    /// Chave de balde já cheio é como a que nunca veio: esquece-se. Se mesmo assim sobram muitas, quem ataca tem mais endereços do que limite que o segure, e
    /// a memória vale mais: esquecem-se todas.
    fn caber(&self) {
        let contador = self.contador.read().unwrap_or_else(PoisonError::into_inner);
        if contador.len() < self.maximo_de_chaves {
            return;
        }
        contador.retain_recent();
        // A metade, para que a próxima arrumação demore a vir.
        let cabe = contador.len() < self.maximo_de_chaves / 2;
        drop(contador);
        if !cabe {
            let novo = self::contador(self.por_minuto, self.relogio.clone());
            *self.contador.write().unwrap_or_else(PoisonError::into_inner) = novo;
        }
    }
}

fn contador<K: Clone + Eq + Hash, R: Clock>(por_minuto: NonZeroU32, relogio: R) -> Contador<K, R> {
    let cota = Quota::per_minute(por_minuto);
    Contador::new(cota, HashMapStateStore::default(), relogio)
}

#[cfg(test)]
mod testes {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn balde(por_minuto: u32, maximo: usize) -> (Balde<u32, FakeRelativeClock>, FakeRelativeClock) {
        let relogio = FakeRelativeClock::default();
        (Balde::novo(NonZeroU32::new(por_minuto).unwrap(), maximo, relogio.clone()), relogio)
    }

    #[test]
    fn cabe_o_limite_de_uma_vez_e_depois_um_a_cada_fracao_do_minuto() {
        let (balde, relogio) = balde(3, 10);
        for restam in [2, 1, 0] {
            assert_eq!(balde.contar(&1), Conta { limite: 3, restam, espera: None });
        }
        assert_eq!(balde.contar(&1).espera, Some(Duration::from_secs(20)));
        assert_eq!(balde.contar(&2).espera, None, "outra chave, outro balde");
        relogio.advance(Duration::from_secs(20));
        assert_eq!(balde.contar(&1).espera, None);
        assert_eq!(balde.contar(&1).espera, Some(Duration::from_secs(20)), "recusado não gasta");
    }

    #[test]
    fn as_chaves_que_se_guardam_nunca_passam_do_maximo() {
        let (balde, relogio) = balde(1, 8);
        let guardadas = || balde.contador.read().unwrap().len();
        for chave in 0..1_000 {
            balde.contar(&chave);
            assert!(guardadas() <= 8);
        }
        relogio.advance(Duration::from_secs(120));
        balde.contar(&2_000);
        // Velhas vão; a de agora há pouco continua a valer.
        for chave in 3_000..3_006 {
            balde.contar(&chave);
        }
        assert!(balde.contar(&2_000).espera.is_some());
    }
}
