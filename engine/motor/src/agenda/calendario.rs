//! Cron + fuso: de horas locais a instantes.

use std::time::Duration;

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use esteira_base::Instante;

use super::{Cron, Fuso};

/// Depois disto (1º de janeiro de 3000) não se procura: as regras de fuso ninguém sabe, e as contas de data têm fim.
const FIM_DOS_CALENDARIOS: Instante = Instante::de_micros(32_503_680_000_000_000);

/// Antes e depois de uma hora que não existe, com folga: nenhum pulo de relógio passa de um dia.
const FOLGA_DO_PULO: TimeDelta = TimeDelta::hours(48);

/// Menor distância entre duas horas de um cron.
const RESOLUCAO: Duration = Duration::from_secs(60);

/// As horas que um cron pede, no fuso em que ele se lê.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendario {
    /// O que se repete.
    pub cron: Cron,
    /// Onde.
    pub fuso: Fuso,
}

impl Calendario {
    /// O primeiro instante do calendário depois deste; nenhum se não há mais.
    pub fn proxima_depois(&self, depois: Instante) -> Option<Instante> {
        if depois >= FIM_DOS_CALENDARIOS {
            return None;
        }
        let mut local = depois.data_hora().with_timezone(&self.fuso.0).naive_local();
        loop {
            local = self.cron.proxima_local(local)?;
            let instante = Instante::from(self.instante(local)?);
            if instante >= FIM_DOS_CALENDARIOS {
                return None;
            }
            // Na hora que se repete, a hora local torna a passar pelo que já foi; no pulo, várias horas dão no mesmo instante.
            if instante > depois {
                return Some(instante);
            }
        }
    }

    /// Os próximos `quantos`, em ordem.
    pub fn proximas(&self, depois: Instante, quantos: usize) -> Vec<Instante> {
        std::iter::successors(self.proxima_depois(depois), |ultima| self.proxima_depois(*ultima))
            .take(quantos)
            .collect()
    }

    /// O último em `(depois_de, ate]`, sem passar por todos: uma parada longa de um cron de minuto em minuto tem milhões.
    pub fn ultima_ate(&self, depois_de: Instante, ate: Instante) -> Option<Instante> {
        let mut ultima = self.proxima_depois(depois_de).filter(|primeira| *primeira <= ate)?;
        let mut teto = ate;
        while ultima.ate(teto) > RESOLUCAO {
            let meio = ultima.mais(ultima.ate(teto) / 2);
            match self.proxima_depois(meio).filter(|proxima| *proxima <= ate) {
                Some(proxima) => ultima = proxima,
                None => teto = meio,
            }
        }
        while let Some(proxima) = self.proxima_depois(ultima).filter(|proxima| *proxima <= ate) {
            ultima = proxima;
        }
        Some(ultima)
    }

    /// O instante, como se diz no lugar.
    pub fn no_lugar(&self, instante: Instante) -> DateTime<chrono_tz::Tz> {
        self.fuso.no_lugar(instante)
    }

    /// Quando é uma hora local: a primeira se ela se repete; o fim do pulo se ela não existe.
    fn instante(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self.fuso.0.from_local_datetime(&local) {
            MappedLocalTime::Single(hora) | MappedLocalTime::Ambiguous(hora, _) => Some(hora.to_utc()),
            MappedLocalTime::None => self.fim_do_pulo(local),
        }
    }

    /// O primeiro segundo cuja hora local passa da que não existe.
    fn fim_do_pulo(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let base = local.and_utc();
        let mut antes = base.checked_sub_signed(FOLGA_DO_PULO)?.timestamp();
        let mut depois = base.checked_add_signed(FOLGA_DO_PULO)?.timestamp();
        while depois - antes > 1 {
            let meio = antes + (depois - antes) / 2;
            let hora = DateTime::from_timestamp(meio, 0)?.with_timezone(&self.fuso.0).naive_local();
            if hora > local { depois = meio } else { antes = meio }
        }
        DateTime::from_timestamp(depois, 0)
    }
}
