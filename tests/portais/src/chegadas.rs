//! O que chegou até agora, e como esperar que chegue mais sem dormir.

use std::time::Duration;

use tokio::sync::watch;

use crate::servidor::Esgotado;

pub(crate) struct Chegadas<T> {
    oque: &'static str,
    itens: watch::Sender<Vec<T>>,
}

impl<T: Clone> Chegadas<T> {
    /// `oque` aparece no erro de [`Chegadas::esperar`], no plural.
    pub(crate) fn nenhuma(oque: &'static str) -> Self {
        Self { oque, itens: watch::Sender::new(Vec::new()) }
    }

    /// `montar` recebe quantas já havia.
    pub(crate) fn acrescentar(&self, montar: impl FnOnce(usize) -> T) {
        self.itens.send_modify(|itens| itens.push(montar(itens.len())));
    }

    pub(crate) fn todas(&self) -> Vec<T> {
        self.itens.borrow().clone()
    }

    /// Espera haver ao menos `quantas`, contando as de antes.
    pub(crate) async fn esperar(&self, quantas: usize, prazo: Duration) -> Result<Vec<T>, Esgotado> {
        let mut leitor = self.itens.subscribe();
        if let Ok(Ok(itens)) = tokio::time::timeout(prazo, leitor.wait_for(|itens| itens.len() >= quantas)).await {
            return Ok(itens.clone());
        }
        let chegaram = self.itens.borrow().len();
        Err(Esgotado { oque: self.oque, esperados: quantas, chegaram, prazo })
    }
}
