//! Tarefas humanas: uma por visita, fechada uma vez.

use esteira_base::ids::{InquilinoId, InstanciaId, TarefaId};

use super::palco::{self, AGORA, em};
use crate::motor::{ComQuem, FiltroDeTarefas, Gravacao, Tarefa, TarefaAberta, TarefaFechada};
use crate::{Armazem, ErroArmazem};

pub(super) fn aberta(inquilino: InquilinoId, instancia: InstanciaId, visita: i64, papeis: &[&str]) -> TarefaAberta {
    let nomes: Vec<_> = papeis.iter().map(|papel| format!("\"{papel}\"")).collect();
    let tarefa = Tarefa {
        id: TarefaId::novo().0,
        instancia_id: instancia.0,
        visita,
        passo: "triar".into(),
        titulo: "Triar o chamado".into(),
        papeis: format!("[{}]", nomes.join(",")),
        dados: "{}".into(),
        formulario: None,
        usuarios: "[]".into(),
        responsavel_id: None,
        responsavel_nome: None,
        votos: "[]".into(),
        decisoes: "[]".into(),
        situacao: "ABERTA".into(),
        vencida: false,
        vence_em: Some(em(60).micros()),
        decisao: None,
        decidida_por: None,
        decidida_em: None,
        revisao: 1,
        data_criacao: AGORA.micros(),
    };
    TarefaAberta { inquilino, tarefa, candidatos: papeis.iter().map(|papel| format!("papel:{papel}")).collect() }
}

pub(super) fn abrir(tarefa: &TarefaAberta) -> Gravacao {
    Gravacao { tarefas_abertas: vec![tarefa.clone()], ..Gravacao::default() }
}

pub(super) fn fechar(aberta: &TarefaAberta, decisao: Option<&str>, por: &str) -> Gravacao {
    let tarefa = Tarefa {
        situacao: if decisao.is_some() { "CONCLUIDA" } else { "CANCELADA" }.into(),
        decisao: decisao.map(str::to_owned),
        decidida_por: Some(por.into()),
        revisao: aberta.tarefa.revisao + 1,
        ..aberta.tarefa.clone()
    };
    let fechada = TarefaFechada { fechada: TarefaAberta { tarefa, ..aberta.clone() }, estava_aberta: true };
    Gravacao { tarefas_fechadas: vec![fechada], ..Gravacao::default() }
}

/// A segunda tarefa da mesma visita é recusada pelo banco.
pub async fn uma_por_visita(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let instancia = InstanciaId::novo();
    let abrir = async |visita| armazem.gravar(abrir(&aberta(inquilino, instancia, visita, &["A"])), AGORA).await;
    abrir(1).await.unwrap();
    abrir(2).await.unwrap();
    let erro = abrir(1).await.unwrap_err();
    assert!(erro.ja_existe("tarefas"), "{erro:?}");
}

/// Fechada, outra decisão é conflito e não muda nada; e outro inquilino nunca a fecha.
pub async fn fecha_uma_vez(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let tarefa = aberta(inquilino, InstanciaId::novo(), 1, &["A"]);
    let id = TarefaId(tarefa.tarefa.id);
    armazem.gravar(abrir(&tarefa), AGORA).await.unwrap();

    let vizinho = palco::inquilino(armazem).await;
    let alheia = fechar(&TarefaAberta { inquilino: vizinho, ..tarefa.clone() }, Some("descartar"), "intruso");
    assert!(matches!(armazem.gravar(alheia, em(5)).await, Err(ErroArmazem::Conflito)));
    assert_eq!(armazem.ler(vizinho).await.unwrap().tarefa(id).await.unwrap(), None);

    armazem.gravar(fechar(&tarefa, Some("atender"), "ana"), em(10)).await.unwrap();
    let outra = armazem.gravar(fechar(&tarefa, Some("descartar"), "beto"), em(20)).await;
    assert!(matches!(outra, Err(ErroArmazem::Conflito)), "{outra:?}");
    let vencer = Gravacao { tarefas_mudadas: vec![tarefa], ..Gravacao::default() };
    assert!(matches!(armazem.gravar(vencer, em(70)).await, Err(ErroArmazem::Conflito)));
    let tarefa = armazem.ler(inquilino).await.unwrap().tarefa(id).await.unwrap().unwrap();
    assert_eq!((tarefa.situacao.as_str(), tarefa.decisao.as_deref()), ("CONCLUIDA", Some("atender")));
    assert_eq!((tarefa.decidida_por.as_deref(), tarefa.decidida_em), (Some("ana"), Some(em(10).micros())));
    assert_eq!((tarefa.vencida, tarefa.revisao), (false, 2));
}

/// Vencer só marca; abandonar cancela.
pub async fn vencida_continua_aberta(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let instancia = InstanciaId::novo();
    let mut tarefa = aberta(inquilino, instancia, 1, &["A"]);
    armazem.gravar(abrir(&tarefa), AGORA).await.unwrap();
    (tarefa.tarefa.vencida, tarefa.tarefa.revisao) = (true, 2);
    let vencer = Gravacao { tarefas_mudadas: vec![tarefa.clone()], ..Gravacao::default() };
    armazem.gravar(vencer, em(60)).await.unwrap();
    let lida = armazem.ler(inquilino).await.unwrap().tarefas_da_instancia(instancia).await.unwrap().remove(0);
    assert_eq!((lida.situacao.as_str(), lida.vencida, lida.revisao), ("ABERTA", true, 2));
    armazem.gravar(fechar(&tarefa, None, "sistema"), em(61)).await.unwrap();
    let lida = armazem.ler(inquilino).await.unwrap().tarefas_da_instancia(instancia).await.unwrap().remove(0);
    assert_eq!((lida.situacao.as_str(), lida.decisao), ("CANCELADA", None));
}

/// A lista traz só o que um dos candidatos decide, por páginas, da mais velha à mais nova.
pub async fn lista_por_candidato_e_pagina(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let instancia = InstanciaId::novo();
    let papeis: [&[&str]; 4] = [&["APROVADOR"], &["OPERADOR", "APROVADOR"], &["APROVADOR_CHEFE"], &["APROVADOR"]];
    let tarefas: Vec<_> = (1..).zip(papeis).map(|(visita, p)| aberta(inquilino, instancia, visita, p)).collect();
    let ids: Vec<_> = tarefas.iter().map(|tarefa| tarefa.tarefa.id).collect();
    armazem.gravar(Gravacao { tarefas_abertas: tarefas.clone(), ..Gravacao::default() }, AGORA).await.unwrap();
    armazem.gravar(fechar(&tarefas[3], Some("atender"), "ana"), AGORA).await.unwrap();

    let mut unidade = armazem.ler(inquilino).await.unwrap();
    let filtro = |situacao: Option<&str>, papeis: &[&str], depois_de, limite| FiltroDeTarefas {
        situacao: situacao.map(str::to_owned),
        candidatos: papeis.iter().map(|papel| format!("papel:{papel}")).collect(),
        depois_de,
        limite,
        ..FiltroDeTarefas::default()
    };
    let abertas = |papeis: &[&str], depois_de| filtro(Some("ABERTA"), papeis, depois_de, 1);
    let primeira = unidade.tarefas(&abertas(&["APROVADOR", "OPERADOR"], None)).await.unwrap();
    assert_eq!((primeira.itens[0].id, primeira.proximo), (ids[0], Some(ids[0])));
    let segunda = unidade.tarefas(&abertas(&["APROVADOR", "OPERADOR"], primeira.proximo)).await.unwrap();
    assert_eq!((segunda.itens[0].id, segunda.proximo), (ids[1], None), "candidata por dois papéis, vem uma vez");
    assert_eq!(unidade.tarefas(&filtro(None, &[], None, 9)).await.unwrap().itens.len(), 4);
    let do_aprovador = unidade.tarefas(&filtro(None, &["APROVADOR"], None, 9)).await.unwrap();
    assert_eq!(do_aprovador.itens.iter().map(|t| t.id).collect::<Vec<_>>(), [ids[0], ids[1], ids[3]]);
    let fechadas = unidade.tarefas(&filtro(Some("CONCLUIDA"), &["APROVADOR"], None, 9)).await.unwrap();
    assert_eq!(fechadas.itens.iter().map(|t| t.id).collect::<Vec<_>>(), [ids[3]]);
    let ninguem = unidade.tarefas(&abertas(&["TECNICO"], None)).await.unwrap();
    assert_eq!((ninguem.itens.len(), ninguem.proximo), (0, None));
    drop(unidade);
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.tarefas(&abertas(&["APROVADOR"], None)).await.unwrap().itens, []);
}

/// As de uma pessoa e as de ninguém, sem que as outras ocupem lugar na página.
pub async fn lista_pelo_responsavel(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (inquilino, instancia) = (unidade.inquilino(), InstanciaId::novo());
    let mut tarefas: Vec<_> = (1..=3).map(|visita| aberta(inquilino, instancia, visita, &["A"])).collect();
    tarefas[0].tarefa.responsavel_id = Some("ana".into());
    tarefas[1].tarefa.responsavel_id = Some("beto".into());
    let ids: Vec<_> = tarefas.iter().map(|tarefa| tarefa.tarefa.id).collect();
    unidade.gravar(Gravacao { tarefas_abertas: tarefas, ..Gravacao::default() }, AGORA).await.unwrap();
    let mut com = async |com_quem, candidatos: &[&str]| {
        let candidatos = candidatos.iter().map(|c| (*c).to_owned()).collect();
        let filtro = FiltroDeTarefas {
            situacao: Some("ABERTA".into()),
            candidatos,
            com_quem: Some(com_quem),
            limite: 1,
            ..FiltroDeTarefas::default()
        };
        let pagina = unidade.tarefas(&filtro).await.unwrap();
        (pagina.itens.into_iter().map(|tarefa| tarefa.id).collect::<Vec<_>>(), pagina.proximo)
    };
    for candidatos in [&["papel:A"][..], &[]] {
        assert_eq!(com(ComQuem::Ninguem, candidatos).await, (vec![ids[2]], None));
        assert_eq!(com(ComQuem::Pessoa("beto".into()), candidatos).await, (vec![ids[1]], None));
    }
    assert_eq!(com(ComQuem::Pessoa("beto".into()), &["papel:B"]).await, (vec![], None));
}

/// Pela tarefa se acha a instância; só enquanto está aberta.
pub async fn da_tarefa_aberta_se_chega_a_instancia(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let instancia = palco::instancia(&mut unidade, "c-1").await;
    let tarefa = aberta(unidade.inquilino(), instancia, 1, &["A"]);
    unidade.gravar(abrir(&tarefa), AGORA).await.unwrap();
    let id = TarefaId(tarefa.tarefa.id);
    let leitura = unidade.ler_lote(&[], &[id], true).await.unwrap();
    assert_eq!(leitura.tarefas.get(&id), Some(&instancia));
    assert_eq!(leitura.instancias[0].tarefas, std::slice::from_ref(&tarefa.tarefa));
    unidade.gravar(fechar(&tarefa, None, "sistema"), AGORA).await.unwrap();
    assert!(unidade.ler_lote(&[], &[id], true).await.unwrap().tarefas.is_empty());
}
