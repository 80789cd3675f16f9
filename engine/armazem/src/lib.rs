//! Persistência da Esteira, em SQLite ou PostgreSQL, com o mesmo texto SQL onde os dois o aceitam.
//!
//! - [`Armazem`] abre, migra e dá unidades de trabalho;
//! - [`Unidade`] é uma transação aberta para um inquilino; os métodos dela moram num arquivo por assunto;
//! - [`fila`] é a fila de trabalho com concessão, a única parte que enxerga todos os inquilinos.
//!
//! Instantes são BIGINT em microssegundos; dinheiro, BIGINT em centavos; JSON é texto.
//!
//! Não deve conhecer: HTTP, plugin, e-mail, nem regra de negócio além das que o esquema repete.

#![warn(missing_docs)]

pub mod agenda;
mod armazem;
pub mod avisos;
pub mod banco;
pub mod cadastro;
pub mod copia;
pub mod encomendas;
pub mod erro;
pub mod faturas;
pub mod fila;
pub mod idempotencia;
mod medida;
pub mod motor;
pub mod painel;
pub mod plugins;
pub mod retencao;
pub mod sinais;
mod unidade;

#[cfg(feature = "conformidade")]
pub mod conformidade;

pub use armazem::{Armazem, OpcoesDoArmazem};
pub use erro::ErroArmazem;
pub use medida::{Medida, MedidaDaFila};
pub use unidade::{Pagina, Unidade};
