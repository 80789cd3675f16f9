//! `cofre`, `execucao` e `relogio`.

use std::time::Duration;

use super::esteira::rpa::{cofre, execucao, relogio};
use super::registro::Aviso;
use super::{comando, em_queda};
use crate::plugins::estado::Estado;

impl cofre::Host for Estado {
    async fn existe(&mut self, nome: String) -> wasmtime::Result<bool> {
        Ok(self.navegador.tem_segredo(&nome))
    }
}

impl execucao::Host for Estado {
    async fn prazo_restante_ms(&mut self) -> wasmtime::Result<u64> {
        Ok(u64::try_from(self.resta().as_millis()).unwrap_or(u64::MAX))
    }

    async fn cancelada(&mut self) -> wasmtime::Result<bool> {
        Ok(self.cancelamento.is_cancelled())
    }

    async fn progresso(&mut self, por_cento: u32, mensagem: String) -> wasmtime::Result<()> {
        let por_cento = u8::try_from(por_cento.min(100)).unwrap_or(100);
        self.diario.avisar(|riscador| Aviso::Progresso(por_cento, riscador.riscar_dono(mensagem)));
        Ok(())
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
