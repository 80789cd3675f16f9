//! As sessões aquecidas: navegadores abertos de antemão, cada um para uma execução só.
//!
//! Cada uma ocupa a sua vaga, como se estivesse em uso, e é entregue com ela. A que envelhece dá lugar a outra.
//!
//! Não deve conhecer: como se abre um navegador.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::sessao::Sessao;
use crate::limites;

/// As que esperam quem as use.
pub struct Aquecidas {
    quantas: usize,
    prontas: Mutex<VecDeque<Pronta>>,
    /// Chegou uma.
    chegou: Notify,
    /// Saiu uma.
    saiu: Notify,
    parar: CancellationToken,
}

struct Pronta {
    sessao: Sessao,
    vence: Instant,
}

impl Aquecidas {
    /// Até `quantas` de cada vez; zero não aquece nenhuma.
    pub fn novas(quantas: usize) -> Self {
        Self {
            quantas,
            prontas: Mutex::default(),
            chegou: Notify::new(),
            saiu: Notify::new(),
            parar: CancellationToken::new(),
        }
    }

    pub fn prontas(&self) -> usize {
        self.fila().len()
    }

    /// A mais velha das prontas; espera chegar uma.
    pub async fn pegar(&self) -> Sessao {
        loop {
            let pronta = self.fila().pop_front();
            if let Some(pronta) = pronta {
                self.saiu.notify_one();
                return pronta.sessao;
            }
            self.chegou.notified().await;
        }
    }

    /// Uma a mais, se ainda se aquece; se não, larga-a.
    pub fn por(&self, sessao: Sessao) {
        let mut fila = self.fila();
        if !self.parar.is_cancelled() {
            fila.push_back(Pronta { sessao, vence: Instant::now() + limites::IDADE_DE_AQUECIDA });
            self.chegou.notify_one();
        }
    }

    /// Espera faltar alguma, aposentando as que envelhecem. `false` quando já não se aquece.
    pub async fn faltar(&self) -> bool {
        loop {
            let vencida = self.tirar_vencida();
            let (prontas, proxima) = {
                let fila = self.fila();
                (fila.len(), fila.front().map(|pronta| pronta.vence))
            };
            // Largada fora da trava: o descarte começa na hora.
            drop(vencida);
            if prontas < self.quantas && !self.parar.is_cancelled() {
                return true;
            }
            let vencer = async {
                match proxima {
                    Some(quando) => sleep_until(quando).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.parar.cancelled() => return false,
                () = self.saiu.notified() => {}
                () = vencer => {}
            }
        }
    }

    /// Espera este tanto, ou até não se aquecer mais.
    pub async fn descansar(&self, pausa: std::time::Duration) {
        tokio::select! {
            () = self.parar.cancelled() => {}
            () = tokio::time::sleep(pausa) => {}
        }
    }

    /// Não aquece mais, e larga as que há.
    pub fn encerrar(&self) {
        let restantes = {
            let mut fila = self.fila();
            self.parar.cancel();
            std::mem::take(&mut *fila)
        };
        drop(restantes);
    }

    fn tirar_vencida(&self) -> Option<Pronta> {
        let agora = Instant::now();
        self.fila().pop_front_if(|pronta| pronta.vence <= agora)
    }

    fn fila(&self) -> MutexGuard<'_, VecDeque<Pronta>> {
        self.prontas.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
