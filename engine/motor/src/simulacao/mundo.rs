//! O mundo de brinquedo: a fila, os temporizadores e as tarefas que a máquina pediu, e a história que se vai contando.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use esteira_base::{Duracao, Instante};
use serde_json::{Value, json};

use super::{Lance, Verbo};
use crate::Fluxo;
use crate::historia;
use crate::maquina::{
    Ator, ClasseDeErro, Comando, Decisao, Efeito, Encaminhamento, ErroAtividade, Estado, NumeroVisita, Recusa,
    Temporizador, aplicar, decidir,
};

/// Segunda-feira, 2 de novembro de 2026, 9 da manhã: toda simulação começa na mesma hora.
const COMECO: Instante = Instante::de_micros(1_793_610_000_000_000);

/// Por que um lance não pôde acontecer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("lance {lance}: {motivo}")]
pub struct ErroDeSimulacao {
    /// Posição no roteiro, a partir de 1; 0 é o início.
    pub lance: usize,
    /// O que houve.
    pub motivo: String,
}

struct NaFila {
    passo: String,
    tentativa: u32,
    a_partir_de: Instante,
    filha: bool,
}

/// Uma instância sendo simulada.
pub struct Simulacao<'f> {
    fluxo: &'f Fluxo,
    estado: Estado,
    agora: Instante,
    fila: BTreeMap<NumeroVisita, NaFila>,
    temporizadores: Vec<(Instante, NumeroVisita, Temporizador)>,
    historia: String,
    lance: usize,
}

impl<'f> Simulacao<'f> {
    /// Inicia a instância, por `ana`.
    ///
    /// # Errors
    /// A máquina recusa a entrada.
    pub fn comecar(fluxo: &'f Fluxo, entrada: Value) -> Result<Self, ErroDeSimulacao> {
        let mut nova = Self {
            fluxo,
            estado: Estado::default(),
            agora: COMECO,
            fila: BTreeMap::new(),
            temporizadores: Vec::new(),
            historia: String::new(),
            lance: 0,
        };
        let por = Ator { id: Some("ana".into()), nome: "ana".into(), papeis: Vec::new() };
        let instancia = json!({ "id": "instancia", "chave": "chave" });
        nova.mandar(Comando::Iniciar { entrada, instancia, por }).map_err(|recusa| nova.erro(recusa.to_string()))?;
        Ok(nova)
    }

    /// Um lance do roteiro.
    ///
    /// # Errors
    /// O lance não cabe: o passo não está aberto, não é a hora, a máquina recusou (ou não recusou, e se esperava que sim).
    pub fn jogar(&mut self, lance: &Lance) -> Result<(), ErroDeSimulacao> {
        self.lance += 1;
        let feito = match lance.verbo().map_err(|motivo| self.erro(motivo))? {
            Verbo::Avanca(quanto) => {
                self.avancar(quanto);
                Ok(())
            }
            verbo => {
                let comando = self.comando(lance, verbo).map_err(|motivo| self.erro(motivo))?;
                self.mandar(comando)
            }
        };
        match (feito, &lance.recusa) {
            (Ok(()), None) => Ok(()),
            (Ok(()), Some(esperada)) => {
                Err(self.erro(format!("a máquina aceitou, e se esperava a recusa \"{esperada}\"")))
            }
            (Err(recusa), Some(esperada)) if recusa.to_string().contains(esperada.as_str()) => {
                let _ = writeln!(self.historia, "{} recusado: {recusa}", self.hora(self.agora));
                Ok(())
            }
            (Err(recusa), _) => Err(self.erro(format!("a máquina recusou: {recusa}"))),
        }
    }

    /// A história até aqui, e o que ficou pendente.
    pub fn historia(&self) -> String {
        let mut texto = self.historia.clone();
        let negocio = self.estado.estado_de_negocio.as_ref().map(|e| format!(" [{e}]")).unwrap_or_default();
        let pausada = if self.estado.pausada { ", pausada" } else { "" };
        let _ = writeln!(texto, "= {}{pausada}{negocio}", self.estado.situacao.como_texto());
        for visita in self.estado.visitas.keys() {
            let _ = writeln!(texto, "  aberto: {}", historia::nome(&self.estado, *visita));
        }
        let mut armados: Vec<_> = self.temporizadores.clone();
        armados.sort_by_key(|(quando, visita, _)| (*quando, *visita));
        for (quando, visita, temporizador) in armados {
            let nome = historia::nome(&self.estado, visita);
            let _ = writeln!(texto, "  armado: {} de {nome} em {}", rotulo(temporizador), self.hora(quando));
        }
        texto
    }

    /// O estado da instância.
    pub fn estado(&self) -> &Estado {
        &self.estado
    }

    /// As visitas que têm trabalho (ou filha) na fila, prontas.
    pub fn prontas(&self) -> Vec<(NumeroVisita, u32)> {
        let prontas = self.fila.iter().filter(|(_, item)| item.a_partir_de <= self.agora);
        prontas.map(|(visita, item)| (*visita, item.tentativa)).collect()
    }

    fn comando(&mut self, lance: &Lance, verbo: Verbo) -> Result<Comando, String> {
        let por = lance.ator();
        let encaminhar = |visita, como| Comando::Encaminhar { visita, como, por: lance.ator() };
        Ok(match verbo {
            Verbo::Conclui(passo) => {
                let (visita, tentativa, filha) = self.tirar_da_fila(&passo, lance)?;
                let saida = lance.saida.clone();
                if filha {
                    Comando::FilhaEncerrou { visita, tentativa, resultado: saida, erro: None, sorteio: 0.5 }
                } else {
                    Comando::Concluir { visita, tentativa, saida }
                }
            }
            Verbo::Falha(passo) => {
                let (visita, tentativa, filha) = self.tirar_da_fila(&passo, lance)?;
                let codigo = lance.codigo.clone().ok_or("`falha` precisa de `codigo`")?;
                let classe = if lance.tecnico { ClasseDeErro::Tecnico } else { ClasseDeErro::Negocio };
                let erro = ErroAtividade {
                    classe,
                    codigo,
                    mensagem: String::new(),
                    acao_recomendada: None,
                    detalhes: Value::Null,
                };
                if filha {
                    let erro = Some(erro);
                    Comando::FilhaEncerrou { visita, tentativa, resultado: Value::Null, erro, sorteio: 0.5 }
                } else {
                    Comando::Falhar { visita, tentativa, erro, sorteio: 0.5 }
                }
            }
            Verbo::Decide(passo) => {
                let visita = self.visita(&passo, lance)?;
                let decisao = lance.como.clone().ok_or("`decide` precisa de `como`: a decisão")?;
                let dados = if lance.dados.is_null() { json!({}) } else { lance.dados.clone() };
                Comando::Decidir { visita, decisao, dados, por }
            }
            Verbo::Assume(passo) => encaminhar(self.visita(&passo, lance)?, Encaminhamento::Assumir),
            Verbo::Devolve(passo) => encaminhar(self.visita(&passo, lance)?, Encaminhamento::Devolver),
            Verbo::Atribui(passo) => encaminhar(self.visita(&passo, lance)?, Encaminhamento::Atribuir(lance.pessoa())),
            Verbo::Delega(passo) => encaminhar(self.visita(&passo, lance)?, Encaminhamento::Delegar(lance.pessoa())),
            Verbo::Sinal(nome) => {
                Comando::Entregar { nome, correlacao: lance.correlacao.clone(), dados: lance.dados.clone(), por }
            }
            Verbo::Repete(passo) => {
                Comando::RepetirPasso { visita: self.visita(&passo, lance)?, entrada: lance.entrada.clone(), por }
            }
            Verbo::Pula(passo) => Comando::PularPasso {
                visita: self.visita(&passo, lance)?,
                saida: lance.saida.clone(),
                destino: lance.destino.clone(),
                por,
            },
            Verbo::Recomeca(passo) => Comando::RecomecarDe { passo, entrada: lance.entrada.clone(), por },
            Verbo::Pausa(motivo) => Comando::Pausar { motivo, por },
            Verbo::Retoma => Comando::Retomar { por },
            Verbo::Cancela(motivo) => Comando::Cancelar { motivo, por },
            Verbo::Avanca(_) => return Err("avançar não é comando".to_owned()),
        })
    }

    fn mandar(&mut self, comando: Comando) -> Result<(), Recusa> {
        let Decisao { eventos, efeitos, estado } = decidir(self.fluxo, &self.estado, comando, self.agora)?;
        for evento in &eventos {
            let _ = writeln!(self.historia, "{} {}", self.hora(self.agora), historia::contar(evento, &self.estado));
            self.estado = aplicar(std::mem::take(&mut self.estado), evento);
        }
        debug_assert_eq!(self.estado, estado, "o estado é a dobra dos eventos");
        efeitos.into_iter().for_each(|efeito| self.fazer(efeito));
        Ok(())
    }

    fn fazer(&mut self, efeito: Efeito) {
        match efeito {
            Efeito::Agendar(t) => {
                let item = NaFila { passo: t.passo, tentativa: t.tentativa, a_partir_de: t.a_partir_de, filha: false };
                self.fila.insert(t.visita, item);
            }
            Efeito::IniciarFilha(f) => {
                let passo = self.estado.visitas.get(&f.visita).map(|v| v.passo.clone()).unwrap_or_default();
                let item = NaFila { passo, tentativa: f.tentativa, a_partir_de: f.a_partir_de, filha: true };
                self.fila.insert(f.visita, item);
            }
            Efeito::Armar { visita, temporizador, em } => self.temporizadores.push((em, visita, temporizador)),
            Efeito::Recolher { visita } => {
                self.fila.remove(&visita);
                self.temporizadores.retain(|(_, da, _)| *da != visita);
            }
            Efeito::CancelarFilha { visita, .. } => {
                let _ = writeln!(self.historia, "  > cancela a filha da visita {visita}");
            }
            Efeito::AbrirTarefa(tarefa) => {
                let _ = writeln!(self.historia, "  > tarefa: {}", tarefa.titulo);
            }
            Efeito::Escalonar { passo, notificar, escalona, .. } => {
                let como = if escalona { "escalona" } else { "lembra" };
                let _ = writeln!(self.historia, "  > {como} {notificar} do prazo de {passo}");
            }
            Efeito::Encerrar { .. } => {
                self.fila.clear();
                self.temporizadores.clear();
            }
            Efeito::FecharTarefa { .. }
            | Efeito::VencerTarefa { .. }
            | Efeito::AtualizarTarefa { .. }
            | Efeito::Escutar { .. }
            | Efeito::Suspender
            | Efeito::Reativar
            | Efeito::EstadoDeNegocio(_)
            | Efeito::PedirAtencao { .. }
            | Efeito::AtencaoResolvida => {}
        }
    }

    /// O tempo passa; cada temporizador vence na sua hora. Pausada, nenhum vence: todos esperam retomar.
    fn avancar(&mut self, quanto: Duracao) {
        let fim = self.agora.mais(quanto.0);
        while !self.estado.pausada {
            self.temporizadores.sort_by_key(|(quando, visita, _)| (*quando, *visita));
            let vencido = self.temporizadores.first().copied().filter(|(quando, ..)| *quando <= fim);
            let Some((quando, visita, temporizador)) = vencido else { break };
            self.temporizadores.remove(0);
            self.agora = quando.max(self.agora);
            // Um temporizador que já não serve é recusado, e some: é o que a fila de verdade faz.
            let _ = self.mandar(Comando::Vencer { visita, temporizador });
        }
        self.agora = fim;
    }

    fn tirar_da_fila(&mut self, passo: &str, lance: &Lance) -> Result<(NumeroVisita, u32, bool), String> {
        let achada = self.fila.iter().find(|(visita, item)| item.passo == passo && self.no_ramo(**visita, lance));
        let Some((&visita, item)) = achada else {
            return Err(format!("`{passo}` não está na fila; a história até aqui:\n{}", self.historia()));
        };
        if self.estado.pausada {
            return Err("a instância está pausada: nada sai da fila".to_owned());
        }
        if item.a_partir_de > self.agora {
            return Err(format!("`{passo}` só pode começar em {}", self.hora(item.a_partir_de)));
        }
        let (tentativa, filha) = (item.tentativa, item.filha);
        self.fila.remove(&visita);
        Ok((visita, tentativa, filha))
    }

    fn visita(&self, passo: &str, lance: &Lance) -> Result<NumeroVisita, String> {
        let aberta = self.estado.visitas.iter().find(|(visita, v)| v.passo == passo && self.no_ramo(**visita, lance));
        aberta
            .map(|(visita, _)| *visita)
            .ok_or_else(|| format!("`{passo}` não está aberto; a história até aqui:\n{}", self.historia()))
    }

    fn no_ramo(&self, visita: NumeroVisita, lance: &Lance) -> bool {
        let Some(ramo) = &lance.ramo else { return true };
        historia::nome(&self.estado, visita).ends_with(&format!("[{ramo}]"))
    }

    fn hora(&self, quando: Instante) -> String {
        let micros = Duration::from_micros(u64::try_from(quando.micros() - COMECO.micros()).unwrap_or(0));
        format!("+{}", Duracao(micros))
    }

    fn erro(&self, motivo: String) -> ErroDeSimulacao {
        ErroDeSimulacao { lance: self.lance, motivo }
    }
}

fn rotulo(temporizador: Temporizador) -> &'static str {
    match temporizador {
        Temporizador::Espera => "fim da espera",
        Temporizador::Prazo => "prazo",
        Temporizador::Escalonar(_) => "aviso",
    }
}
