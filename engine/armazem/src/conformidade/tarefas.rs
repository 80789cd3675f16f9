//! Tarefas humanas: uma por visita, fechada uma vez.

use esteira_base::ids::InstanciaId;

use super::palco::{self, AGORA, em};
use crate::Armazem;
use crate::motor::{DecisaoDeTarefa, FiltroDeTarefas, TarefaNova};

fn nova(instancia: InstanciaId, visita: i64, papeis: &str) -> TarefaNova {
    TarefaNova {
        instancia,
        visita,
        passo: "triar".into(),
        titulo: "Triar o chamado".into(),
        papeis: papeis.into(),
        dados: "{}".into(),
        decisoes: "[]".into(),
        vence_em: Some(em(60)),
    }
}

fn decidida(decisao: &str, por: &str) -> DecisaoDeTarefa {
    DecisaoDeTarefa { decisao: Some(decisao.into()), por: Some(por.into()) }
}

/// A segunda tarefa da mesma visita é recusada pelo banco.
pub async fn uma_por_visita(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let instancia = palco::instancia(&mut unidade, "c-1").await;
    unidade.abrir_tarefa(&nova(instancia, 1, "[]"), AGORA).await.unwrap();
    unidade.abrir_tarefa(&nova(instancia, 2, "[]"), AGORA).await.unwrap();
    let erro = unidade.abrir_tarefa(&nova(instancia, 1, "[]"), AGORA).await.unwrap_err();
    assert!(erro.ja_existe("tarefas"), "{erro:?}");
}

/// Fechada, nem outra decisão nem o vencimento a mudam; e outro inquilino nunca a fecha.
pub async fn fecha_uma_vez(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let instancia = palco::instancia(&mut unidade, "c-1").await;
    let id = unidade.abrir_tarefa(&nova(instancia, 1, "[]"), AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();

    let mut vizinho = palco::escrever(armazem).await;
    vizinho.fechar_tarefa(instancia, 1, &decidida("descartar", "intruso"), em(5)).await.unwrap();
    assert_eq!(vizinho.tarefa(id).await.unwrap(), None);
    vizinho.confirmar().await.unwrap();

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.fechar_tarefa(instancia, 1, &decidida("atender", "ana"), em(10)).await.unwrap();
    unidade.fechar_tarefa(instancia, 1, &decidida("descartar", "beto"), em(20)).await.unwrap();
    unidade.vencer_tarefa(instancia, 1, em(70)).await.unwrap();
    let tarefa = unidade.tarefa(id).await.unwrap().unwrap();
    assert_eq!((tarefa.situacao.as_str(), tarefa.decisao.as_deref()), ("CONCLUIDA", Some("atender")));
    assert_eq!((tarefa.decidida_por.as_deref(), tarefa.decidida_em), (Some("ana"), Some(em(10).micros())));
    assert_eq!((tarefa.vencida, tarefa.revisao), (false, 2));
}

/// Vencer só marca; abandonar cancela.
pub async fn vencida_continua_aberta(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let instancia = palco::instancia(&mut unidade, "c-1").await;
    unidade.abrir_tarefa(&nova(instancia, 1, "[]"), AGORA).await.unwrap();
    unidade.vencer_tarefa(instancia, 1, em(60)).await.unwrap();
    let tarefa = unidade.tarefas_da_instancia(instancia).await.unwrap().remove(0);
    assert_eq!((tarefa.situacao.as_str(), tarefa.vencida, tarefa.revisao), ("ABERTA", true, 2));
    unidade.fechar_tarefa(instancia, 1, &DecisaoDeTarefa { decisao: None, por: None }, em(61)).await.unwrap();
    let tarefa = unidade.tarefas_da_instancia(instancia).await.unwrap().remove(0);
    assert_eq!((tarefa.situacao.as_str(), tarefa.decisao), ("CANCELADA", None));
}

/// A lista traz só o que um dos papéis decide, por páginas, da mais velha à mais nova.
pub async fn lista_por_papel_e_pagina(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let instancia = palco::instancia(&mut unidade, "c-1").await;
    let papeis = ["[\"APROVADOR\"]", "[\"OPERADOR\",\"APROVADOR\"]", "[\"APROVADOR_CHEFE\"]", "[\"APROVADOR\"]"];
    let mut ids = Vec::new();
    for (visita, papeis) in (1..).zip(papeis) {
        ids.push(unidade.abrir_tarefa(&nova(instancia, visita, papeis), AGORA).await.unwrap().0);
    }
    unidade.fechar_tarefa(instancia, 4, &decidida("atender", "ana"), AGORA).await.unwrap();
    let filtro = |papeis: &[&str], depois_de| FiltroDeTarefas {
        situacao: Some("ABERTA".into()),
        papeis: papeis.iter().map(|papel| (*papel).to_owned()).collect(),
        depois_de,
        limite: 1,
    };
    let primeira = unidade.tarefas(&filtro(&["APROVADOR"], None)).await.unwrap();
    assert_eq!((primeira.itens[0].id, primeira.proximo), (ids[0], Some(ids[0])));
    let segunda = unidade.tarefas(&filtro(&["APROVADOR"], primeira.proximo)).await.unwrap();
    assert_eq!((segunda.itens[0].id, segunda.proximo), (ids[1], None));
    let todas = FiltroDeTarefas { limite: 9, ..FiltroDeTarefas::default() };
    assert_eq!(unidade.tarefas(&todas).await.unwrap().itens.len(), 4);
    let ninguem = unidade.tarefas(&filtro(&["TECNICO"], None)).await.unwrap();
    assert_eq!((ninguem.itens.len(), ninguem.proximo), (0, None));
}
