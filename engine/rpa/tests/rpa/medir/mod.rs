//! Medições, fora da bateria (`make medir`): nada afirmam além de que o trabalho se fez. Os números vão para `engine/DESEMPENHO.md`.

mod comparar;
mod plugin;
mod sessoes;

use std::time::Duration;

/// A mediana, e de quanto a quanto foi, em milissegundos.
pub struct Medida {
    pub mediana: f64,
    menor: f64,
    maior: f64,
}

impl Medida {
    pub fn de(tempos: &[Duration]) -> Self {
        let mut ms: Vec<f64> = tempos.iter().map(|tempo| tempo.as_secs_f64() * 1_000.0).collect();
        ms.sort_by(f64::total_cmp);
        Self { mediana: ms[ms.len() / 2], menor: ms[0], maior: ms[ms.len() - 1] }
    }
}

impl std::fmt::Display for Medida {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} ms ({:.1} a {:.1})", self.mediana, self.menor, self.maior)
    }
}
