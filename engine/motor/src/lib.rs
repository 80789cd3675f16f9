//! O motor de fluxos duráveis, puro: definição (YAML → [`Fluxo`]) e máquina (`decidir`, `aplicar`).
//!
//! ```text
//! YAML ──definicao──> Fluxo ──┐
//!                             ├── decidir(fluxo, estado, comando, agora) ──> Decisao { eventos, efeitos }
//! eventos ──aplicar──> Estado ┘
//! ```
//!
//! Sem E/S, sem relógio, sem sorteio: a hora e o acaso chegam dentro do comando. Por isso toda instância pode ser refeita dos seus
//! eventos, e toda regra se testa sem banco.
//!
//! Não deve conhecer: fatura, operadora, banco, HTTP, navegador.

#![warn(missing_docs)]

pub mod agenda;
pub mod definicao;
pub mod desenho;
pub mod esquema;
pub mod expressao;
pub mod fluxo;
pub mod grafo;
pub mod historia;
pub mod maquina;
pub mod simulacao;

pub use fluxo::Fluxo;
