//! O mundo de brinquedo: a fila, os temporizadores e as tarefas que a máquina pediu, e a história que se vai contando.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use esteira_base::{Duracao, Instante};
use serde_json::{Value, json};

use super::{Lance, Verbo, VisitaDoLance};
use crate::Fluxo;
use crate::historia;
use crate::maquina::{Ator, Comando, Decisao, Efeito, Estado, NumeroVisita, Recusa, Temporizador, aplicar, decidir};

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
        let aberta = match (&verbo, verbo.passo()) {
            (Verbo::Conclui(passo) | Verbo::Falha(passo), _) => self.tirar_da_fila(passo, lance)?,
            (_, Some(passo)) => VisitaDoLance { visita: self.visita(passo, lance)?, ..VisitaDoLance::default() },
            (_, None) => VisitaDoLance::default(),
        };
        lance.comando(verbo, aberta)
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
                if let Some(aviso) = tarefa.avisar {
                    let _ = writeln!(self.historia, "  > avisa os candidatos por {}: {}", aviso.canal, aviso.modelo);
                }
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

    fn tirar_da_fila(&mut self, passo: &str, lance: &Lance) -> Result<VisitaDoLance, String> {
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
        Ok(VisitaDoLance { visita, tentativa, filha })
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
