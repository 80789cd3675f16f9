//! Trancas que sobrevivem a um teste que entrou em pânico: o portal continua servindo aos outros.

use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) fn trancar<T>(tranca: &Mutex<T>) -> MutexGuard<'_, T> {
    tranca.lock().unwrap_or_else(PoisonError::into_inner)
}
