//! Avisos: os canais, quem recebe o quê, e os textos que se editam. A caixa de saída mora com as faturas.

mod canais;
mod modelos;
mod regras;

pub use canais::{CanalGuardado, CanalNovo};
pub use modelos::{ModeloGuardado, ModeloNovo};
pub use regras::{RegraGuardada, RegraNova};
