//! O lado WASM: compila, guarda, carrega e roda plugins numa caixa com limites.
//!
//! Não deve conhecer: WebDriver (isso é de [`crate::navegador`]) nem o que as operações significam.

pub mod cache;
pub mod estado;
pub mod executar;
pub mod importacoes;
pub mod instalados;
pub mod ligacoes;
pub mod limitador;
pub mod manifesto;
pub mod motor;
pub mod pasta;
pub mod wasi;
