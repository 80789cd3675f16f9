//! `cofre` e `relogio`.

use std::time::Duration;

use super::esteira::rpa::{cofre, relogio};
use super::{comando, em_queda};
use crate::plugins::estado::Estado;

impl cofre::Host for Estado {
    async fn existe(&mut self, nome: String) -> wasmtime::Result<bool> {
        Ok(self.navegador.tem_segredo(&nome))
    }
}

impl relogio::Host for Estado {
    async fn agora_ms(&mut self) -> wasmtime::Result<u64> {
        Ok(u64::try_from(self.relogio.agora().micros() / 1000).unwrap_or(0))
    }

    async fn dormir(&mut self, ms: u64) -> wasmtime::Result<()> {
        let tempo = Duration::from_millis(ms).min(self.resta());
        // Prazo e cancelamento cortam o sono por fora, com a chamada inteira.
        comando!(self, "dormir", format!("{ms} ms"), {
            tokio::time::sleep(tempo).await;
            Ok(())
        })
        .map_err(em_queda)
    }
}
