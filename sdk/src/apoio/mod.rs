//! O que quase todo plugin precisa: datas, valores, semelhança, escolha entre parecidos, espera, PDF e endereços.
//!
//! Puro, fora [`pdf`] e [`espera`], que falam com o hospedeiro.

pub mod data;
pub mod endereco;
pub mod escolha;
pub mod espera;
pub mod mes_ano;
pub mod pdf;
pub mod semelhanca;
pub mod texto;

pub use data::Data;
pub use mes_ano::MesAno;
