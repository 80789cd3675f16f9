//! O que ficou de uma instância e das filhas dela: é o que não pode depender de onde o nó caiu.

use std::time::Duration;

use esteira_armazem::motor::{EventoGuardado, Tarefa};
use esteira_base::ids::InstanciaId;
use esteira_base::{Duracao, Instante};
use esteira_motor::historia;
use esteira_motor::maquina::{Estado, Evento, aplicar};

use super::Casa;
use super::mundo::COMECO;

#[derive(Debug, PartialEq)]
pub struct Fim {
    /// Um evento por linha, com a hora.
    pub historia: Vec<String>,
    pub situacao: String,
    pub estado_de_negocio: Option<String>,
    pub tarefas: Vec<String>,
    /// O que espera na fila: visita, tipo e hora.
    pub fila: Vec<(i64, String, i64)>,
}

/// O fim de cada uma; as que não nasceram não contam.
pub async fn fim(casa: &Casa, familia: Vec<InstanciaId>) -> Vec<Fim> {
    let mut fins = Vec::new();
    for id in familia {
        let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
        let Some(instancia) = unidade.instancia(id).await.unwrap() else { continue };
        let fila = unidade.itens_da_instancia(id).await.unwrap();
        let encerrada = matches!(instancia.situacao.as_str(), "CONCLUIDA" | "FALHOU" | "CANCELADA");
        assert!(fila.is_empty() || !encerrada, "sobrou na fila de quem encerrou: {fila:?}");
        fins.push(Fim {
            historia: contar(&unidade.eventos(id).await.unwrap()),
            situacao: instancia.situacao,
            estado_de_negocio: instancia.estado_de_negocio,
            tarefas: unidade.tarefas_da_instancia(id).await.unwrap().iter().map(da_tarefa).collect(),
            fila: fila.into_iter().map(|(visita, tipo, visivel, _)| (visita, tipo, visivel)).collect(),
        });
    }
    fins
}

fn contar(guardados: &[EventoGuardado]) -> Vec<String> {
    let mut estado = Estado::default();
    let mut linhas = Vec::new();
    for guardado in guardados {
        let evento: Evento = serde_json::from_str(&guardado.dados).unwrap();
        let passado: Duration = COMECO.ate(Instante::de_micros(guardado.data_criacao));
        linhas.push(format!("+{} {}", Duracao(passado), historia::contar(&evento, &estado)));
        estado = aplicar(estado, &evento);
    }
    linhas
}

fn da_tarefa(t: &Tarefa) -> String {
    let Tarefa { visita, passo, situacao, responsavel_nome, votos, vencida, decisao, decidida_por, revisao, .. } = t;
    format!("{visita} {passo} {situacao} {responsavel_nome:?} {votos} {vencida} {decisao:?} {decidida_por:?} {revisao}")
}
