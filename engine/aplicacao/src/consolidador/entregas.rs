//! O trabalho que nasce já concedido a este nó e vai ao executor pela memória, logo depois do commit: sem ida e volta à fila.
//!
//! A linha está na fila como qualquer outra; se o nó cai, a recuperação comum a devolve. Só nasce concedida se há lugar e se ninguém espera há
//! mais tempo: senão quem acabou de chegar passaria à frente.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_base::ids::NoId;
use esteira_motor::maquina::Trabalho;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Um trabalho na mão do executor.
pub struct Entregue {
    pub concedido: Concedido,
    pub trabalho: Trabalho,
    /// O lugar que ocupa; nenhum se é leve.
    pub lugar: Option<OwnedSemaphorePermit>,
}

/// A ligação com o executor deste nó.
#[derive(Clone)]
pub struct Entregas {
    no: NoId,
    lugares: Arc<Semaphore>,
    ha_espera: Arc<AtomicBool>,
    enviar: mpsc::UnboundedSender<Vec<Entregue>>,
}

/// Um lugar tomado para um trabalho que ainda não se gravou; largado, o lugar volta.
pub(super) struct Reserva {
    pub no: NoId,
    pub lugar: Option<OwnedSemaphorePermit>,
}

impl Entregas {
    /// De um nó com estes lugares. O outro lado recebe o que nasce concedido.
    pub fn novas(no: NoId, lugares: Arc<Semaphore>) -> (Self, mpsc::UnboundedReceiver<Vec<Entregue>>) {
        let (enviar, receber) = mpsc::unbounded_channel();
        // Até a primeira leitura da fila, supõe-se que há quem espere.
        (Self { no, lugares, ha_espera: Arc::new(AtomicBool::new(true)), enviar }, receber)
    }

    /// Diz se, na última leitura, ficou trabalho na fila à espera de lugar.
    pub fn anotar_espera(&self, ha: bool) {
        self.ha_espera.store(ha, Ordering::Relaxed);
    }

    pub(super) fn reservar(&self, tipo: TipoDeItem) -> Option<Reserva> {
        let lugar = match tipo {
            TipoDeItem::Leve => None,
            _ if self.ha_espera.load(Ordering::Relaxed) => return None,
            _ => Some(self.lugares.clone().try_acquire_owned().ok()?),
        };
        Some(Reserva { no: self.no, lugar })
    }

    pub(super) fn entregar(&self, entregues: Vec<Entregue>) {
        // O executor que parou não recebe: as linhas dele voltam à fila quando o nó se solta.
        let _ = self.enviar.send(entregues);
    }
}

/// Onde o consolidador acha o executor, se este nó tem um.
#[derive(Clone, Default)]
pub(super) struct Ligacao(Arc<Mutex<Option<Entregas>>>);

impl Ligacao {
    pub fn trocar(&self, entregas: Option<Entregas>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = entregas;
    }

    pub fn atual(&self) -> Option<Entregas> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
