//! O que a aplicação pede ao mundo de fora, em traits pequenos: executar RPA, guardar arquivos, mandar e-mail, ler um PDF.
//!
//! Mora em pacote próprio para que `rpa` (que arrasta o wasmtime) e `conectores` não recompilem a cada mudança de caso de uso.
//!
//! Não deve conhecer: banco, fluxo, HTTP, nem quem implementa cada porta.

pub mod arquivos;
pub mod correio;
pub mod mensageiro;
pub mod pdf;
pub mod rpa;
pub mod rpa_externo;
pub mod servico;
