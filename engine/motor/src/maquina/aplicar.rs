//! Dobrar um evento no estado. Nunca falha: um evento gravado é um fato.

use serde_json::Value;

use super::estado::{Participante, SinalGuardado};
use super::{Ator, Espera, Estado, Evento, Incidente, MAXIMO_DE_SINAIS_GUARDADOS, NumeroVisita, Situacao, Visita};

/// O estado depois do evento.
pub fn aplicar(mut estado: Estado, evento: &Evento) -> Estado {
    estado.dobrar(evento);
    estado
}

impl Estado {
    /// Como [`aplicar`], no lugar.
    pub(super) fn dobrar(&mut self, evento: &Evento) {
        self.sequencia += 1;
        match evento {
            Evento::InstanciaIniciada { entrada, instancia, por, .. } => {
                self.situacao = Situacao::EmAndamento;
                self.entrada = entrada.clone();
                self.instancia = instancia.clone();
                self.participou(por, None);
            }
            Evento::PassoIniciado { visita, passo, estado, em } => {
                self.ultima_visita = self.ultima_visita.max(*visita);
                self.visitas.insert(*visita, Visita { passo: passo.clone(), desde: *em, espera: Espera::Nada });
                if estado.is_some() {
                    self.estado_de_negocio.clone_from(estado);
                }
            }
            Evento::TrabalhoPedido { visita, tentativa, .. } => self.trabalho_pedido(*visita, *tentativa),
            Evento::TarefaAberta { visita, .. } => self.espera(*visita, Espera::Tarefa),
            Evento::TarefaDecidida { visita, por, .. } => {
                let passo = self.visitas.get(visita).map(|v| v.passo.clone());
                self.participou(por, passo);
            }
            Evento::SinalEsperado { visita, nome, correlacao } => {
                self.espera(*visita, Espera::Sinal { nome: nome.clone(), correlacao: correlacao.clone() });
            }
            Evento::SinalGuardado { nome, correlacao, dados, por, .. } => {
                self.sinais.push(SinalGuardado {
                    nome: nome.clone(),
                    correlacao: correlacao.clone(),
                    dados: dados.clone(),
                    por: por.clone(),
                });
                if self.sinais.len() > MAXIMO_DE_SINAIS_GUARDADOS {
                    self.sinais.remove(0);
                }
            }
            Evento::SinalEntregue { visita, nome, guardado, .. } => {
                if *guardado && let Some(posicao) = self.sinal_guardado_para(*visita, nome) {
                    self.sinais.remove(posicao);
                }
            }
            Evento::TempoEsperado { visita, ate } => self.espera(*visita, Espera::Tempo { ate: *ate }),
            Evento::VariaveisAtribuidas { valores } => {
                for (nome, valor) in valores {
                    self.variaveis.insert(nome.clone(), valor.clone());
                }
            }
            Evento::ErroTratado { visita, erro } => {
                self.erro = Some(erro.clone());
                self.visitas.remove(visita);
            }
            Evento::PassoConcluido { visita, saida, .. } => {
                if let Some(visita) = self.visitas.remove(visita)
                    && *saida != Value::Null
                {
                    self.saidas.insert(visita.passo, saida.clone());
                }
            }
            Evento::IncidenteAberto { visita, erro, .. } => {
                let tentativa = self.tentativa(*visita);
                self.espera(*visita, Espera::Incidente(Incidente { erro: erro.clone(), tentativa }));
                self.situacao = Situacao::PrecisaDeAtencao;
            }
            Evento::IncidenteResolvido { .. } => self.situacao = Situacao::EmAndamento,
            Evento::InstanciaConcluida { .. } => self.encerrar(Situacao::Concluida),
            Evento::InstanciaCancelada { .. } => self.encerrar(Situacao::Cancelada),
            Evento::TrabalhoFalhou { .. } | Evento::PrazoVencido { .. } | Evento::Escalonado { .. } => {}
        }
    }

    /// A última tentativa feita nesta visita; 0 se nenhuma.
    pub(super) fn tentativa(&self, visita: NumeroVisita) -> u32 {
        match self.visitas.get(&visita).map(|v| &v.espera) {
            Some(Espera::Trabalho { tentativa, .. }) => *tentativa,
            Some(Espera::Incidente(incidente)) => incidente.tentativa,
            _ => 0,
        }
    }

    /// Posição do sinal guardado mais velho que serve à visita.
    pub(super) fn sinal_guardado_para(&self, visita: NumeroVisita, nome: &str) -> Option<usize> {
        let exigida = match self.visitas.get(&visita).map(|v| &v.espera) {
            Some(Espera::Sinal { correlacao, .. }) => correlacao.as_deref(),
            _ => None,
        };
        self.sinais.iter().position(|s| s.nome == nome && exigida.is_none_or(|c| s.correlacao.as_deref() == Some(c)))
    }

    fn trabalho_pedido(&mut self, visita: NumeroVisita, tentativa: u32) {
        let primeira = match self.visitas.get(&visita).map(|v| &v.espera) {
            Some(Espera::Trabalho { primeira, .. }) => *primeira,
            _ => tentativa,
        };
        self.espera(visita, Espera::Trabalho { tentativa, primeira });
    }

    fn espera(&mut self, visita: NumeroVisita, espera: Espera) {
        if let Some(visita) = self.visitas.get_mut(&visita) {
            visita.espera = espera;
        }
    }

    fn participou(&mut self, por: &Ator, passo: Option<String>) {
        if let Some(id) = &por.id {
            let participante = Participante { id: id.clone(), passo };
            if !self.participantes.contains(&participante) {
                self.participantes.push(participante);
            }
        }
    }

    fn encerrar(&mut self, situacao: Situacao) {
        self.situacao = situacao;
        self.visitas.clear();
        self.sinais.clear();
    }
}
