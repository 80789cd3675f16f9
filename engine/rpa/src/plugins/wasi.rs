//! O WASI que um plugin interpretado recebe: sem pasta, sem rede, sem variável de ambiente e sem entrada. O que ele escreve vira registro, a
//! hora é a do hospedeiro e o relógio monotônico anda: dormir custa prazo da execução, e não processador.
//!
//! Não deve conhecer: que linguagem o plugin traz.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use esteira_base::Relogio;
use esteira_portas::rpa::Nivel;
use tokio::io::AsyncWrite;
use tokio_util::bytes::Bytes;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};
use wasmtime_wasi::{HostWallClock, WasiCtx, WasiCtxBuilder};

use crate::limites;

/// O que o plugin escreveu e ainda não virou registro: a saída comum e a de erro.
#[derive(Default)]
pub struct Escrito {
    saida: Cano,
    erro: Cano,
}

impl Escrito {
    /// As linhas completas, e no `fim` também a que ficou sem quebra.
    pub fn linhas(&self, fim: bool) -> Vec<(Nivel, String)> {
        let de = |cano: &Cano, nivel| cano.linhas(fim).into_iter().map(move |linha| (nivel, linha));
        de(&self.saida, Nivel::Informacao).chain(de(&self.erro, Nivel::Aviso)).collect()
    }
}

/// O contexto, com a saída indo para `escrito`.
pub fn contexto(relogio: Arc<dyn Relogio>, escrito: &Escrito) -> WasiCtx {
    WasiCtxBuilder::new()
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .wall_clock(Hora(relogio))
        .stdout(escrito.saida.clone())
        .stderr(escrito.erro.clone())
        .build()
}

struct Hora(Arc<dyn Relogio>);

impl HostWallClock for Hora {
    fn resolution(&self) -> Duration {
        Duration::from_micros(1)
    }

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.agora().micros()).unwrap_or(0))
    }
}

/// Onde uma das saídas se junta, até o teto do log; o que passa dele se perde, como o resto do log se perderia.
#[derive(Clone, Default)]
struct Cano(Arc<Mutex<Vec<u8>>>);

impl Cano {
    fn linhas(&self, fim: bool) -> Vec<String> {
        let mut juntado = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ate =
            if fim { juntado.len() } else { juntado.iter().rposition(|byte| *byte == b'\n').map_or(0, |n| n + 1) };
        let prontas: Vec<u8> = juntado.drain(..ate).collect();
        let texto = String::from_utf8_lossy(&prontas);
        texto.lines().filter(|linha| !linha.trim().is_empty()).map(str::to_owned).collect()
    }
}

impl IsTerminal for Cano {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Cano {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(tokio::io::sink())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Pollable for Cano {
    async fn ready(&mut self) {}
}

impl OutputStream for Cano {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let mut juntado = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cabe = limites::LOG_BYTES.saturating_sub(juntado.len());
        juntado.extend_from_slice(&bytes[..bytes.len().min(cabe)]);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(limites::LOG_LINHA_BYTES)
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn linha_so_sai_inteira_e_a_ultima_sai_no_fim() {
        let escrito = Escrito::default();
        let mut saida = escrito.saida.clone();
        saida.write("uma\n\ndu".into()).unwrap();
        assert_eq!(escrito.linhas(false), [(Nivel::Informacao, "uma".to_owned())]);
        saida.write("as".into()).unwrap();
        assert_eq!(escrito.linhas(false), []);
        assert_eq!(escrito.linhas(true), [(Nivel::Informacao, "duas".to_owned())]);
    }

    #[test]
    fn quem_escreve_sem_parar_nao_enche_a_memoria_do_hospedeiro() {
        let escrito = Escrito::default();
        let mut saida = escrito.erro.clone();
        for _ in 0..limites::LOG_BYTES / 4096 + 10 {
            saida.write(vec![b'x'; 4096].into()).unwrap();
        }
        assert_eq!(escrito.linhas(true)[0].1.len(), limites::LOG_BYTES);
    }
}
