//! O que uma agenda deve, dada a última hora que já se considerou.

use std::time::Duration;

use esteira_base::Instante;

use super::{Agenda, Perdidas};

/// Até quanto tempo depois a hora mais recente ainda corre como se fosse na hora, qualquer que seja a política.
pub const TOLERANCIA: Duration = Duration::from_secs(60);

/// Quantas se devolvem por vez; o resto fica devido e sai na chamada seguinte.
pub const MAXIMO_POR_VEZ: usize = 100;

/// A resolução de um [`Instante`].
const UM_MICRO: Duration = Duration::from_micros(1);

/// Uma hora devida.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disparo {
    /// A hora pedida; com o agendamento, é a identidade do disparo.
    pub previsto_em: Instante,
    /// O que se faz dela.
    pub destino: Destino,
}

/// O que se faz de uma hora devida.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destino {
    /// Corre.
    Correr,
    /// Não corre mais: ela e todas as seguintes até esta, inclusive.
    Perder {
        /// A última que se perdeu.
        ate: Instante,
    },
}

impl Disparo {
    /// Até onde este disparo considera o calendário.
    pub fn ate(&self) -> Instante {
        match self.destino {
            Destino::Correr => self.previsto_em,
            Destino::Perder { ate } => ate,
        }
    }
}

/// As horas em `(ultima_considerada, agora]`, cada uma com o seu destino, em ordem. O que se perde vem junto, numa só, antes do que corre.
///
/// Quem chama guarda o [`Disparo::ate`] do último como a próxima `ultima_considerada`; enquanto ele não alcança `agora`, pode haver mais.
pub fn devidas(agenda: &Agenda, ultima_considerada: Instante, agora: Instante) -> Vec<Disparo> {
    let calendario = &agenda.calendario;
    let Some(recente) = calendario.ultima_ate(ultima_considerada, agora) else { return Vec::new() };
    let na_hora = recente.ate(agora) <= TOLERANCIA;
    // A partir de que hora se corre.
    let desde = match agenda.perdidas {
        Perdidas::Ultima => recente,
        Perdidas::Nenhuma if na_hora => recente,
        Perdidas::Nenhuma => agora.mais(UM_MICRO),
        Perdidas::Todas { janela } if na_hora => agora.menos(janela).min(recente),
        Perdidas::Todas { janela } => agora.menos(janela),
    };
    let antes = desde.menos(UM_MICRO).min(agora);
    let perdidas = calendario.ultima_ate(ultima_considerada, antes).and_then(|ate| {
        let previsto_em = calendario.proxima_depois(ultima_considerada)?;
        Some(Disparo { previsto_em, destino: Destino::Perder { ate } })
    });
    let correm = calendario
        .proximas(antes.max(ultima_considerada), MAXIMO_POR_VEZ)
        .into_iter()
        .take_while(|previsto_em| *previsto_em <= agora)
        .map(|previsto_em| Disparo { previsto_em, destino: Destino::Correr });
    perdidas.into_iter().chain(correm).collect()
}
