//! O motor WASM: um por hospedeiro, com o relógio de épocas que interrompe plugins em laço.

use std::thread;

use wasmtime::component::Linker;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::estado::Estado;
use super::importacoes::Importacoes;
use super::ligacoes;
use crate::limites;

/// O que a piscina guarda para cada plugin. Um de Rust tem 3 módulos; um de Python, 14; um de JavaScript, 11 e três memórias.
const MODULOS_POR_PLUGIN: u32 = 16;
const MEMORIAS_POR_PLUGIN: u32 = 3;
const TABELAS_POR_PLUGIN: u32 = 4;

/// Motor e as duas ligações: só o nosso WIT, e com o WASI vazio.
#[derive(Clone)]
pub struct Motor {
    pub engine: Engine,
    so_esteira: Linker<Estado>,
    com_wasi: Linker<Estado>,
}

impl Motor {
    pub fn novo() -> wasmtime::Result<Self> {
        // O alocador em piscina instancia duas vezes mais depressa, mas reserva muito espaço de endereços; onde não couber, vai sem ele.
        let engine = Engine::new(&configuracao(true)).or_else(|erro| {
            tracing::warn!(erro = %erro, "sem alocador em piscina para plugins; usando o comum");
            Engine::new(&configuracao(false))
        })?;
        let mut so_esteira = Linker::new(&engine);
        ligacoes::ligar(&mut so_esteira)?;
        let mut com_wasi = Linker::new(&engine);
        ligacoes::ligar(&mut com_wasi)?;
        wasmtime_wasi::p2::add_to_linker_async(&mut com_wasi)?;
        ligar_epocas(&engine)?;
        Ok(Self { engine, so_esteira, com_wasi })
    }

    pub fn ligacao(&self, importacoes: Importacoes) -> &Linker<Estado> {
        match importacoes {
            Importacoes::SoEsteira => &self.so_esteira,
            Importacoes::ComWasi => &self.com_wasi,
        }
    }
}

fn configuracao(piscina: bool) -> Config {
    let mut config = Config::new();
    config.wasm_component_model(true).epoch_interruption(true).concurrency_support(false);
    if piscina {
        let mut alocador = PoolingAllocationConfig::new();
        // Um a mais por execução: `descrever` de uma recarga pode correr junto.
        let vagas = limites::EXECUCOES_SIMULTANEAS + 4;
        alocador
            .total_component_instances(vagas)
            .total_core_instances(vagas * MODULOS_POR_PLUGIN)
            .total_memories(vagas * MEMORIAS_POR_PLUGIN)
            .total_tables(vagas * TABELAS_POR_PLUGIN)
            .total_stacks(vagas)
            .max_memory_size(limites::MEMORIA_INTERPRETADO_BYTES);
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(alocador));
    }
    config
}

/// A linha que conta épocas acaba quando o último dono do motor o solta.
fn ligar_epocas(engine: &Engine) -> wasmtime::Result<()> {
    let fraco = engine.weak();
    thread::Builder::new().name("esteira-epocas".to_owned()).spawn(move || {
        while let Some(engine) = fraco.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(limites::EPOCA);
        }
    })?;
    Ok(())
}
