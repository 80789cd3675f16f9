//! O que se mede da instalação e deste nó. A fila é de todos os inquilinos: só quem opera o motor a vê.

use std::collections::BTreeMap;
use std::time::Duration;

use esteira_armazem::Medida;
use esteira_dominio::usuario::Acao;
use esteira_portas::rpa::LugaresRpa;

use crate::consolidador::Atendidos;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Uma medida.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metricas {
    /// Da instalação: igual em qualquer nó.
    pub medida: Medida,
    /// Há quanto tempo espera a mais velha das prontas, na ordem de `medida.fila`; zero se não há.
    pub idades: Vec<Duration>,
    /// Deste nó, desde a partida.
    pub atendidos: Atendidos,
    /// Deste nó, agora.
    pub lugares: LugaresRpa,
    /// Deste nó, desde a partida: seletores que desviaram, por plugin.
    pub desvios: BTreeMap<String, u64>,
}

/// Mede agora.
pub async fn medir(app: &Aplicacao, quem: &Quem) -> Result<Metricas, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let agora = app.relogio.agora();
    let medida = app.armazem.medir(agora).await?;
    let idade = |desde: esteira_base::Instante| {
        Duration::from_micros(u64::try_from(agora.micros() - desde.micros()).unwrap_or_default())
    };
    let idades = medida.fila.iter().map(|fila| fila.mais_velha.map(idade).unwrap_or_default()).collect();
    Ok(Metricas {
        medida,
        idades,
        atendidos: app.consolidador.atendidos(),
        lugares: app.rpa.lugares(),
        desvios: app.rpa.desvios(),
    })
}
