//! Avisos: os canais, quem recebe o quê, os textos que se editam e os links que levam. A caixa de saída mora com as faturas.

mod canais;
mod links;
mod modelos;
mod regras;

pub use canais::{CanalGuardado, CanalNovo};
pub use links::LinkGuardado;
pub use modelos::{ModeloGuardado, ModeloNovo};
pub use regras::{RegraGuardada, RegraNova};
