//! Clientes e contas inventados, e o que é preciso para inventá-los em uma linha de teste.
//!
//! Não sabe de páginas nem de HTTP.

mod amostra;
mod azuton;
mod digitalnet;
mod embratel;
pub(crate) mod formato;
mod net;
mod oi;
mod sat;
mod vivo;

pub use azuton::{CobrancaAzuton, DadosAzuton, TemposAzuton};
pub use digitalnet::{ClienteDigitalnet, ContratoDigitalnet, DadosDigitalnet, FaturaDigitalnet, TemposDigitalnet};
pub use embratel::{ClienteEmbratel, DadosEmbratel, FaturaEmbratel, TemposEmbratel};
pub use net::{ClienteNet, DadosNet, FaturaNet};
pub use oi::{ContaOi, DadosOi, FaturaOi, ServicoOi, SituacaoOi, TemposOi};
pub use sat::{ClienteSat, DadosSat, TemposSat};
pub use vivo::{ClienteVivo, DadosVivo, EmpresaVivo, FaturaVivo, ServicoVivo, TemposVivo};
