//! Dobrar um evento no estado. Nunca falha: um evento gravado é um fato.

use serde_json::Value;

use super::estado::{Compensacao, Escopo, Participante, RamoTerminado, SinalGuardado, Voto};
use super::{
    Ator, Espera, EsperaDeRamos, EsperaDeTarefa, Estado, Evento, Incidente, MAXIMO_DE_SINAIS_GUARDADOS, Memoria,
    NumeroEscopo, NumeroVisita, Pessoa, Situacao, Visita,
};

/// O estado depois do evento.
pub fn aplicar(mut estado: Estado, evento: &Evento) -> Estado {
    estado.dobrar(evento);
    estado
}

impl Estado {
    /// Como [`aplicar`], no lugar.
    pub(super) fn dobrar(&mut self, evento: &Evento) {
        self.sequencia += 1;
        self.mudar(evento);
        if self.situacao.viva() {
            self.situacao = self.situacao_de_agora();
        }
    }

    fn mudar(&mut self, evento: &Evento) {
        match evento {
            Evento::InstanciaIniciada { entrada, instancia, por, .. } => {
                self.situacao = Situacao::EmAndamento;
                self.entrada = entrada.clone();
                self.instancia = instancia.clone();
                self.participou(por, None);
            }
            Evento::PassoIniciado { visita, passo, escopo, estado, em } => {
                self.ultima_visita = self.ultima_visita.max(*visita);
                let nova =
                    Visita { passo: passo.clone(), escopo: *escopo, desde: *em, tentativas: 0, espera: Espera::Nada };
                self.visitas.insert(*visita, nova);
                if estado.is_some() {
                    self.estado_de_negocio.clone_from(estado);
                }
            }
            Evento::TrabalhoPedido { visita, tentativa, .. } => {
                let primeira = self.tentou(*visita, *tentativa);
                self.espera(*visita, Espera::Trabalho { tentativa: *tentativa, primeira });
            }
            Evento::FilhaPedida { visita, tentativa, .. } => {
                let primeira = self.tentou(*visita, *tentativa);
                self.espera(*visita, Espera::Filha { tentativa: *tentativa, primeira });
            }
            Evento::TarefaAberta { visita, usuarios, ressalvas, .. } => {
                let (usuarios, ressalvas) = (usuarios.clone(), ressalvas.clone());
                let espera = EsperaDeTarefa { usuarios, ressalvas, ..EsperaDeTarefa::default() };
                self.espera(*visita, Espera::Tarefa(espera));
            }
            Evento::TarefaAssumida { visita, por, .. } => {
                let quem = por.pessoa();
                self.na_tarefa(*visita, |tarefa| tarefa.responsavel = quem);
            }
            Evento::TarefaDevolvida { visita, .. } => self.na_tarefa(*visita, |tarefa| tarefa.responsavel = None),
            Evento::TarefaAtribuida { visita, para, .. } => {
                self.na_tarefa(*visita, |tarefa| tarefa.responsavel = Some(para.clone()));
            }
            Evento::TarefaVotada { visita, decisao, dados, por, em } => {
                if let Some(quem) = por.pessoa() {
                    let voto = Voto { por: quem, decisao: decisao.clone(), dados: dados.clone(), em: *em };
                    self.na_tarefa(*visita, |tarefa| {
                        tarefa.votos.push(voto);
                        // Quem já se manifestou não segura a tarefa: falta outra pessoa.
                        tarefa.responsavel = None;
                    });
                }
                self.participou_na(*visita, por);
            }
            Evento::TarefaDecidida { visita, por, .. } => self.participou_na(*visita, por),
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
            Evento::Escalonado { visita, papeis, .. } => self.na_tarefa(*visita, |tarefa| {
                for papel in papeis {
                    if !tarefa.papeis.contains(papel) {
                        tarefa.papeis.push(papel.clone());
                    }
                }
            }),
            Evento::VariaveisAtribuidas { valores, escopo } => {
                let memoria = self.memoria_mut(*escopo);
                memoria.variaveis.extend(valores.iter().map(|(nome, valor)| (nome.clone(), valor.clone())));
            }
            Evento::RamosAbertos { visita, total, itens } => {
                let ramos = EsperaDeRamos { total: *total, itens: itens.clone(), ..EsperaDeRamos::default() };
                self.espera(*visita, Espera::Ramos(ramos));
            }
            Evento::RamoIniciado { visita, escopo, indice, ramo } => {
                self.ramo_iniciado(*visita, *escopo, *indice, ramo.clone());
            }
            Evento::RamoConcluido { escopo, resultado, erro, .. } => {
                let Some((dono, indice, ramo)) =
                    self.escopos.get(escopo).map(|aberto| (aberto.dono, aberto.indice, aberto.ramo.clone()))
                else {
                    return;
                };
                let terminado = RamoTerminado { indice, ramo, resultado: resultado.clone(), erro: erro.clone() };
                if let Some(Espera::Ramos(ramos)) = self.visitas.get_mut(&dono).map(|aberta| &mut aberta.espera) {
                    ramos.terminados.push(terminado);
                }
                self.fechar_escopo(*escopo);
            }
            Evento::RamoAbandonado { escopo, .. } => self.fechar_escopo(*escopo),
            Evento::ErroTratado { visita, erro } => {
                if let Some(aberta) = self.visitas.remove(visita) {
                    self.memoria_mut(aberta.escopo).erro = Some(erro.clone());
                }
            }
            Evento::PassoConcluido { visita, saida, .. } => {
                if let Some(aberta) = self.visitas.remove(visita)
                    && *saida != Value::Null
                {
                    self.memoria_mut(aberta.escopo).saidas.insert(aberta.passo, saida.clone());
                }
            }
            Evento::CompensacaoRegistrada { passo, escopo } => {
                self.compensacoes.push(Compensacao { passo: passo.clone(), escopo: *escopo });
            }
            Evento::DesfazimentoIniciado { desfecho, .. } => {
                self.largar_tudo();
                self.desfecho = Some(desfecho.clone());
            }
            Evento::PassoDesfeito { .. } => drop(self.compensacoes.pop()),
            Evento::IncidenteAberto { visita, erro, .. } => {
                let tentativa = self.tentativas(*visita);
                self.espera(*visita, Espera::Incidente(Incidente { erro: erro.clone(), tentativa }));
                // Sem visita aberta para mostrar a causa, a instância para assim mesmo.
                if !self.visitas.contains_key(visita) {
                    self.visita_do_incidente(*visita, erro);
                }
            }
            Evento::IncidenteResolvido { visita, .. } => self.espera(*visita, Espera::Nada),
            Evento::EntradaCorrigida { entrada, .. } => self.entrada = entrada.clone(),
            Evento::Recomecada { .. } => self.largar_tudo(),
            Evento::InstanciaPausada { .. } => self.pausada = true,
            Evento::InstanciaRetomada { .. } => self.pausada = false,
            Evento::InstanciaMigrada { plano, .. } => {
                let novo = |passo: &mut String| {
                    if let Some(destino) = plano.get(passo) {
                        passo.clone_from(destino);
                    }
                };
                self.visitas.values_mut().for_each(|aberta| novo(&mut aberta.passo));
                self.compensacoes.iter_mut().for_each(|feito| novo(&mut feito.passo));
            }
            Evento::InstanciaConcluida { .. } => self.encerrar(Situacao::Concluida),
            Evento::InstanciaFalhou { .. } => self.encerrar(Situacao::Falhou),
            Evento::InstanciaCancelada { .. } => self.encerrar(Situacao::Cancelada),
            Evento::TrabalhoFalhou { .. } | Evento::PrazoVencido { .. } | Evento::PassoPulado { .. } => {}
        }
    }

    fn situacao_de_agora(&self) -> Situacao {
        if self.visitas.values().any(|aberta| matches!(aberta.espera, Espera::Incidente(_))) {
            Situacao::PrecisaDeAtencao
        } else if self.desfecho.is_some() {
            Situacao::Desfazendo
        } else {
            Situacao::EmAndamento
        }
    }

    /// Quantas tentativas esta visita já pediu.
    pub(super) fn tentativas(&self, visita: NumeroVisita) -> u32 {
        self.visitas.get(&visita).map_or(0, |aberta| aberta.tentativas)
    }

    /// Posição do sinal guardado mais velho que serve à visita.
    pub(super) fn sinal_guardado_para(&self, visita: NumeroVisita, nome: &str) -> Option<usize> {
        let exigida = match self.visitas.get(&visita).map(|v| &v.espera) {
            Some(Espera::Sinal { correlacao, .. }) => correlacao.as_deref(),
            _ => None,
        };
        self.sinais.iter().position(|s| s.nome == nome && exigida.is_none_or(|c| s.correlacao.as_deref() == Some(c)))
    }

    /// Anota a tentativa e devolve a que começou o ciclo: a mesma enquanto se repete, outra depois de um operador.
    fn tentou(&mut self, visita: NumeroVisita, tentativa: u32) -> u32 {
        let Some(aberta) = self.visitas.get_mut(&visita) else { return tentativa };
        aberta.tentativas = tentativa;
        match aberta.espera {
            Espera::Trabalho { primeira, .. } | Espera::Filha { primeira, .. } => primeira,
            _ => tentativa,
        }
    }

    fn ramo_iniciado(&mut self, dono: NumeroVisita, escopo: NumeroEscopo, indice: u32, ramo: Option<String>) {
        self.ultimo_escopo = self.ultimo_escopo.max(escopo);
        let Some(visita) = self.visitas.get_mut(&dono) else { return };
        let mut item = Value::Null;
        if let Espera::Ramos(ramos) = &mut visita.espera {
            ramos.proximo = ramos.proximo.max(indice + 1);
            item = ramos.itens.get(indice as usize).cloned().unwrap_or_default();
        }
        let pai = visita.escopo;
        let aberto = Escopo { dono, pai, indice, ramo, item, memoria: Memoria::default(), terminado: false };
        self.escopos.insert(escopo, aberto);
    }

    /// Fecha um escopo e os de dentro; o que ainda se pode desfazer precisa da memória, e fica.
    fn fechar_escopo(&mut self, escopo: NumeroEscopo) {
        let dentro: Vec<_> = self.escopos.keys().copied().filter(|e| self.para_fora(*e).contains(&escopo)).collect();
        self.visitas.retain(|_, aberta| !dentro.contains(&aberta.escopo));
        for fechado in dentro {
            self.aposentar(fechado);
        }
    }

    fn aposentar(&mut self, escopo: NumeroEscopo) {
        let lembrado = self.compensacoes.iter().any(|feito| self.para_fora(feito.escopo).contains(&escopo));
        if !lembrado {
            self.escopos.remove(&escopo);
        } else if let Some(aberto) = self.escopos.get_mut(&escopo) {
            aberto.terminado = true;
        }
    }

    fn largar_tudo(&mut self) {
        self.visitas.clear();
        for escopo in self.escopos.keys().copied().rev().collect::<Vec<_>>() {
            self.aposentar(escopo);
        }
    }

    fn visita_do_incidente(&mut self, visita: NumeroVisita, erro: &super::ErroAtividade) {
        let desde = esteira_base::Instante::de_micros(0);
        let espera = Espera::Incidente(Incidente { erro: erro.clone(), tentativa: 0 });
        self.visitas.insert(visita, Visita { passo: String::new(), escopo: 0, desde, tentativas: 0, espera });
    }

    fn espera(&mut self, visita: NumeroVisita, espera: Espera) {
        if let Some(visita) = self.visitas.get_mut(&visita) {
            visita.espera = espera;
        }
    }

    fn na_tarefa(&mut self, visita: NumeroVisita, mudar: impl FnOnce(&mut EsperaDeTarefa)) {
        if let Some(Espera::Tarefa(tarefa)) = self.visitas.get_mut(&visita).map(|aberta| &mut aberta.espera) {
            mudar(tarefa);
        }
    }

    fn participou_na(&mut self, visita: NumeroVisita, por: &Ator) {
        let passo = self.visitas.get(&visita).map(|aberta| aberta.passo.clone());
        self.participou(por, passo);
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
        self.pausada = false;
        self.visitas.clear();
        self.escopos.clear();
        self.compensacoes.clear();
        self.sinais.clear();
    }
}

impl Ator {
    /// A pessoa, se é uma.
    pub fn pessoa(&self) -> Option<Pessoa> {
        self.id.clone().map(|id| Pessoa { id, nome: self.nome.clone() })
    }
}
