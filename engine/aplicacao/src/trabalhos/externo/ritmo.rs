//! De quanto em quanto tempo se pergunta ao RPA externo, e até quando.

use std::time::Duration;

/// Os tempos do acompanhamento.
#[derive(Debug, Clone)]
pub struct RitmoDoRpaExterno {
    /// Entre uma consulta e outra; a documentação dele pede de 5 a 10 s.
    pub intervalo: Duration,
    /// Enquanto ele não responde, o intervalo dobra até aqui.
    pub maior_espera: Duration,
    /// Um trabalho que passa disto, desde o pedido, se dá por perdido: uma pessoa decide se se pede outro.
    pub limite: Duration,
}

impl Default for RitmoDoRpaExterno {
    fn default() -> Self {
        Self {
            intervalo: Duration::from_secs(5),
            maior_espera: Duration::from_secs(60),
            limite: Duration::from_secs(2 * 3_600),
        }
    }
}
