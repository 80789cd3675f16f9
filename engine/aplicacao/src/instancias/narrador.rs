//! A história de uma instância contada em português, um fato por evento.

use esteira_armazem::motor::EventoGuardado;
use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use esteira_motor::historia;
use esteira_motor::maquina::{Estado, Evento, aplicar};

use crate::consolidador::Mae;

/// Um evento contado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fato {
    /// Posição do evento.
    pub sequencia: i64,
    pub em: Instante,
    pub texto: String,
}

/// Uma filha que a instância pediu; pode não ter nascido.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filha {
    pub id: InstanciaId,
    pub fluxo: String,
}

/// Conta eventos na ordem, do primeiro em diante: cada um se entende sobre o estado que os anteriores deixaram.
#[derive(Debug, Default)]
pub struct Narrador {
    estado: Estado,
}

impl Narrador {
    /// Conta o próximo. Um que não se entende conta-se pelo tipo, e a história segue.
    pub fn contar(&mut self, guardado: &EventoGuardado) -> Fato {
        let texto = match serde_json::from_str::<Evento>(&guardado.dados) {
            Ok(evento) => {
                let texto = historia::contar(&evento, &self.estado);
                self.estado = aplicar(std::mem::take(&mut self.estado), &evento);
                texto
            }
            Err(_) => guardado.tipo.clone(),
        };
        Fato { sequencia: guardado.sequencia, em: Instante::de_micros(guardado.data_criacao), texto }
    }
}

/// As filhas pedidas, na ordem.
pub(super) fn filhas(id: InstanciaId, eventos: &[EventoGuardado]) -> Vec<Filha> {
    let pedidas = eventos.iter().filter(|evento| evento.tipo == "filha_pedida");
    pedidas
        .filter_map(|guardado| match serde_json::from_str(&guardado.dados) {
            Ok(Evento::FilhaPedida { visita, tentativa, fluxo }) => {
                Some(Filha { id: Mae { id, visita, tentativa }.filha(), fluxo })
            }
            _ => None,
        })
        .collect()
}
