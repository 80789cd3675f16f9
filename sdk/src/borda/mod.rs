//! A borda entre o SDK e quem executa: o hospedeiro, pelo WIT, ou o portal de mentira dos testes.
//!
//! Os dois lados oferecem os mesmos tipos com os mesmos métodos, e o alvo de compilação escolhe um; por isso não há despacho dinâmico,
//! nem nada global: a [`Borda`] anda dentro do [`Contexto`](crate::Contexto).

#[cfg(target_arch = "wasm32")]
mod hospedeiro;
#[cfg(target_arch = "wasm32")]
pub mod ligacoes;

#[cfg(target_arch = "wasm32")]
pub use hospedeiro::*;

#[cfg(not(target_arch = "wasm32"))]
pub use crate::teste::borda::*;
