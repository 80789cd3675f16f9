//! O que um lote precisa saber antes de decidir: o que a memória tem, o que falta ler do banco, e o que só ele confirma.

use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::{InquilinoId, InstanciaId, TarefaId};

use super::laco::{Laco, Modo};
use super::levantar::{Levantada, conhecer, levantar};
use super::lote::Lote;
use super::{Alvo, Solicitacao};
use crate::cargas::Cargas;

impl Laco {
    /// Tira da memória o que ela tem do lote, e diz o que falta ler.
    pub fn lembrar(&mut self, lote: &mut Lote<'_>, solicitacoes: &[&Solicitacao], modo: Modo) -> Falta {
        let mut falta = Falta::default();
        for solicitacao in solicitacoes {
            let id = match &solicitacao.alvo {
                Alvo::Nova(nova) | Alvo::Filha { nova, .. } => {
                    if self.catalogo.conhecido(nova.fluxo_id).is_none() {
                        falta.fluxos.push((solicitacao.inquilino, nova.fluxo_id));
                    }
                    continue;
                }
                Alvo::Instancia(id) | Alvo::Concessao { instancia: id, .. } => *id,
                Alvo::Sinal(_) => continue,
                Alvo::Versao { instancia, fluxo_id } => {
                    if self.catalogo.conhecido(*fluxo_id).is_none() {
                        falta.fluxos.push((solicitacao.inquilino, *fluxo_id));
                    }
                    *instancia
                }
                Alvo::Tarefa(tarefa) => match self.memoria.dona(*tarefa).or(lote.tarefas.get(tarefa).copied()) {
                    Some(dona) => {
                        lote.tarefas.insert(*tarefa, dona);
                        dona
                    }
                    None => {
                        falta.tarefas.push(*tarefa);
                        continue;
                    }
                },
            };
            if lote.vivas.contains_key(&id) {
                continue;
            }
            match self.memoria.tirar(id) {
                Some(viva) if modo == Modo::Otimista => {
                    // As outras tarefas dela deixam de estar na memória: quem ainda as procurar neste lote as acha aqui.
                    let tarefas = viva.tarefas.iter().map(|t| (TarefaId(t.aberta.tarefa.id), id));
                    lote.tarefas.extend(tarefas);
                    lote.vivas.insert(id, viva);
                }
                _ => falta.instancias.push(id),
            }
        }
        falta
    }
}

/// O que o lote precisa e a memória não tem.
#[derive(Default)]
pub(super) struct Falta {
    instancias: Vec<InstanciaId>,
    tarefas: Vec<TarefaId>,
    fluxos: Vec<(InquilinoId, uuid::Uuid)>,
}

impl Falta {
    pub fn vazia(&self) -> bool {
        self.instancias.is_empty() && self.tarefas.is_empty() && self.fluxos.is_empty()
    }
}

pub(super) async fn ler(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    cargas: &Cargas,
    falta: &Falta,
    travar: bool,
) -> Result<(), ErroArmazem> {
    let catalogo = lote.catalogo();
    for (inquilino, fluxo) in &falta.fluxos {
        unidade.em_nome_de(*inquilino);
        // Sem ele, só o comando que o pede se recusa.
        let _ = conhecer(unidade, catalogo, *fluxo).await?;
    }
    let leitura = unidade.ler_lote(&falta.instancias, &falta.tarefas, travar).await?;
    for lida in leitura.instancias {
        match levantar(unidade, catalogo, cargas, lida).await? {
            Levantada::Viva(viva) => _ = lote.vivas.insert(viva.origem.id, *viva),
            Levantada::Voltou(viva) => {
                lote.junto.gravacao.suspensas.push((viva.origem.inquilino, viva.origem.id, viva.estado.pausada));
                _ = lote.vivas.insert(viva.origem.id, *viva);
            }
            Levantada::Parada(parada) => _ = lote.paradas.insert(parada.id, parada),
            Levantada::SemFluxo => {}
        }
    }
    lote.tarefas.extend(leitura.tarefas);
    lote.encerradas.extend(leitura.encerradas);
    Ok(())
}

/// Lê e trava uma instância que só com o lote a meio se soube ser dele. Travar fora de ordem pode fechar um círculo com outro nó: o banco o
/// desfaz, e o lote se repete.
pub(super) async fn ler_mais_uma(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    cargas: &Cargas,
    id: InstanciaId,
) -> Result<(), ErroArmazem> {
    if lote.vivas.contains_key(&id) {
        return Ok(());
    }
    ler(lote, unidade, cargas, &Falta { instancias: vec![id], ..Falta::default() }, true).await
}

/// O que a gravação otimista só descobriria depois: concessões que não valem, chaves já tomadas.
pub(super) async fn conferir(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    solicitacoes: &[&Solicitacao],
) -> Result<(), ErroArmazem> {
    let concluidos: Vec<_> = solicitacoes.iter().filter_map(|solicitacao| solicitacao.concluido()).collect();
    lote.vigentes = Some(unidade.concessoes_vigentes(&concluidos).await?);
    for solicitacao in solicitacoes {
        if let Some(nova) = solicitacao.alvo.nova() {
            unidade.em_nome_de(solicitacao.inquilino);
            for viva in unidade.chaves_vivas(&[nova]).await? {
                lote.chave_viva(solicitacao.inquilino, nova, viva);
            }
        }
    }
    Ok(())
}
