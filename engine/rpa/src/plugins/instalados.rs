//! Os plugins publicados que este nó já tem prontos, pelo resumo.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use esteira_base::Resumo;

use super::pasta::PluginPronto;

/// Quantas versões ficam prontas. Além disso larga-se a que se instalou há mais tempo; quem a executa segue com ela, e outra execução a instala de novo.
const MAXIMO: usize = 64;

/// Da mais velha à mais nova.
#[derive(Default)]
pub struct Instalados(RwLock<VecDeque<Arc<PluginPronto>>>);

impl Instalados {
    pub fn obter(&self, resumo: Resumo) -> Option<Arc<PluginPronto>> {
        let prontos = self.0.read().unwrap_or_else(PoisonError::into_inner);
        prontos.iter().find(|pronto| pronto.resumo == resumo).cloned()
    }

    pub fn por(&self, plugin: PluginPronto) {
        let mut prontos = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if prontos.iter().any(|pronto| pronto.resumo == plugin.resumo) {
            return;
        }
        if prontos.len() >= MAXIMO {
            prontos.pop_front();
        }
        prontos.push_back(Arc::new(plugin));
    }
}
