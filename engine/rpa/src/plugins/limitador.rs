//! Memória e processador que uma execução pode gastar.

use std::time::{Duration, Instant};

use wasmtime::{ResourceLimiter, Store, UpdateDeadline};

use super::estado::Estado;
use crate::erro::{Falha, Queda};
use crate::limites;

/// Conta o que a instância pede e derruba a que passa do teto, com o motivo.
#[derive(Debug)]
pub struct Limitador {
    memoria_bytes: usize,
    /// Quanto as memórias dele somam: um componente pode ter várias.
    memoria_tomada: usize,
    processador: Duration,
    /// Desde quando o plugin roda sem voltar ao hospedeiro.
    marco: Instant,
}

impl Limitador {
    pub fn novo(memoria_bytes: usize) -> Self {
        Self { memoria_bytes, memoria_tomada: 0, processador: Duration::ZERO, marco: Instant::now() }
    }

    /// O hospedeiro devolve o controle ao plugin: o tempo até aqui não foi dele.
    pub fn retomou(&mut self) {
        self.marco = Instant::now();
    }

    fn epoca(&mut self) -> Result<(), Falha> {
        // Duas épocas no máximo por vez: além disso, o plugin esperava a vez na máquina, não rodava.
        self.processador += self.marco.elapsed().min(limites::EPOCA * 2);
        self.marco = Instant::now();
        if self.processador > limites::PROCESSADOR {
            return Err(Falha::limite(
                "tempo de processador do plugin",
                format!("{} s", limites::PROCESSADOR.as_secs()),
            ));
        }
        Ok(())
    }
}

impl ResourceLimiter for Limitador {
    fn memory_growing(&mut self, atual: usize, pedida: usize, _maxima: Option<usize>) -> wasmtime::Result<bool> {
        self.memoria_tomada = self.memoria_tomada.saturating_add(pedida.saturating_sub(atual));
        if self.memoria_tomada > self.memoria_bytes {
            let teto = format!("{} MiB", self.memoria_bytes / (1024 * 1024));
            return Err(wasmtime::Error::new(Queda::from(Falha::limite("memória do plugin", teto))));
        }
        Ok(true)
    }

    fn table_growing(&mut self, _atual: usize, pedida: usize, _maxima: Option<usize>) -> wasmtime::Result<bool> {
        Ok(pedida <= limites::REFERENCIAS)
    }
}

/// Põe numa loja os limites de memória, processador e bytes por chamada.
pub fn limitar(loja: &mut Store<Estado>) {
    loja.limiter(|estado| &mut estado.limitador);
    loja.set_hostcall_fuel(limites::CHAMADA_BYTES);
    loja.set_epoch_deadline(1);
    loja.epoch_deadline_callback(|mut contexto| {
        contexto.data_mut().limitador.epoca().map_err(|falha| wasmtime::Error::new(Queda::from(falha)))?;
        Ok(UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())))
    });
}
