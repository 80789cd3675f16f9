//! Plugins publicados e qual versão de cada um vale.
//!
//! Não deve conhecer: WASM, nem o que um plugin faz.

mod publicados;
mod vigentes;

pub use publicados::PluginPublicado;
pub use vigentes::Vigente;
