//! O binário da Esteira: linha de comando, configuração e partida. É o único lugar que conhece todos os pacotes.
//!
//! Não deve conhecer: regra de negócio. Aqui só se monta e se chama.

mod cli;
mod config;
mod partida;

use std::process::ExitCode;

use clap::Parser;

/// O motor vive de alocar e soltar pedaços pequenos: com o alocador da biblioteca C, um quarto do processador ia nisso (`engine/DESEMPENHO.md`).
#[global_allocator]
static ALOCADOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // O reqwest e o object_store vêm sem provedor de TLS; o da casa é o ring. Só falha se outro já estivesse instalado.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let comando = cli::Comando::parse();
    match cli::executar(comando) {
        Ok(codigo) => codigo,
        Err(erro) => {
            eprintln!("esteira: {erro}");
            let mut causa = erro.source();
            while let Some(atual) = causa {
                eprintln!("  porque: {atual}");
                causa = atual.source();
            }
            ExitCode::FAILURE
        }
    }
}
