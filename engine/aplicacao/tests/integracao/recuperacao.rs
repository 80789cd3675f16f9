//! Derrubada depois de qualquer commit e religada, a fatura termina com a mesma história de quem não caiu.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::faturas::DECISAO_APROVAR;
use esteira_aplicacao::{ErroAplicacao, tarefas};
use esteira_armazem::faturas::FiltroDeExecucoes;
use esteira_armazem::motor::FiltroDeTarefas;
use esteira_base::ids::{InstanciaId, NoId};
use esteira_dominio::Perfil;
use futures::{StreamExt, stream};
use serde_json::json;

use crate::apoio::historia::{conferir_dobras, historia};
use crate::apoio::mundo::Queda;
use crate::apoio::{Banco, Casa, Mundo, andar};

/// Quantas vezes o roteiro deixa o tempo passar antes de desistir.
const MAXIMO_DE_DIAS: usize = 40;

/// Cada queda tem o seu banco e o seu mundo, e quase só espera o disco: várias juntas acabam mais depressa.
const QUEDAS_JUNTAS: usize = 8;

/// Os pontos de queda são da aplicação, não do banco: no PostgreSQL, que é mais lento de subir, basta uma parte deles.
const PASSO_NO_POSTGRES: usize = 5;

/// O que ficou de uma fatura do começo ao fim.
#[derive(Debug, PartialEq)]
struct Desfecho {
    historia: Vec<String>,
    status: String,
    recebidas_no_sat: Vec<u32>,
    assuntos: Vec<String>,
}

/// Leva a fatura adiante de onde quer que esteja: cria o processo se falta, faz o que está pronto, aprova o que espera, deixa o tempo passar.
async fn levar_ao_fim(casa: &Casa, mundo: &Mundo) -> Result<InstanciaId, ErroAplicacao> {
    let no = NoId::novo();
    let id = casa.criar_processo().await?;
    for _ in 0..MAXIMO_DE_DIAS {
        andar(&casa.app, no).await?;
        let instancia = casa.app.armazem.ler(casa.inquilino).await?.instancia(id).await?.expect("a instância existe");
        match instancia.situacao.as_str() {
            "CONCLUIDA" => return Ok(id),
            "EM_ANDAMENTO" => {}
            outra => panic!("a fatura parou em {outra}: {}", instancia.estado),
        }
        let filtro = FiltroDeTarefas { situacao: Some("ABERTA".into()), limite: 9, ..FiltroDeTarefas::default() };
        let abertas = casa.app.armazem.ler(casa.inquilino).await?.tarefas(&filtro).await?.itens;
        match abertas.first() {
            Some(tarefa) => {
                let beto = casa.pessoa("Beto", Perfil::Aprovador);
                tarefas::decidir(&casa.app, &beto, tarefa.id.into(), DECISAO_APROVAR, json!({})).await?;
            }
            None => mundo.avancar(Duration::from_secs(3_600)),
        }
    }
    panic!("a fatura não chegou ao fim");
}

/// Sobe, anda até cair (se é para cair), religa e termina. Devolve o desfecho e quantos contatos o nó fez até ali.
async fn correr(banco: Banco, cair_em: usize) -> (Desfecho, usize) {
    let mundo = Mundo::dificil();
    let casa = Arc::new(Casa::nova(&banco, &mundo).await);
    let antes = mundo.contatos();
    mundo.marcar_queda(if cair_em == 0 { 0 } else { antes + cair_em });
    let andando = {
        let (casa, mundo) = (casa.clone(), mundo.clone());
        tokio::spawn(async move { levar_ao_fim(&casa, &mundo).await })
    };
    let terminou = match andando.await {
        Ok(terminou) => terminou,
        Err(caiu) => {
            let causa = caiu.into_panic();
            if !causa.is::<Queda>() {
                std::panic::resume_unwind(causa);
            }
            Err(ErroAplicacao::Indisponivel("caiu".into()))
        }
    };
    let contatos = mundo.contatos() - antes;
    let mut casa = Arc::into_inner(casa).expect("ninguém mais usa o nó");
    let id = match terminou {
        Ok(id) => id,
        Err(erro) => {
            assert!(mundo.caiu(), "falhou sem cair: {erro:?}");
            casa.derrubar().await;
            mundo.marcar_queda(0);
            // A reserva de uma carta que estava na mão do nó morto tem de passar.
            mundo.avancar(Duration::from_secs(120));
            casa = Casa::subir(&banco, &mundo).await;
            casa.app.armazem.esquecer_nos().await.unwrap();
            levar_ao_fim(&casa, &mundo).await.unwrap()
        }
    };
    // As últimas cartas podem ter ficado na mão do nó que caiu.
    andar(&casa.app, NoId::novo()).await.unwrap();
    conferir_dobras(&casa.app, casa.inquilino).await;
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let processo = unidade.processo_da_instancia(id).await.unwrap().unwrap();
    let em_curso = FiltroDeExecucoes { status: Some("EXECUTANDO".into()), limite: 99, ..Default::default() };
    let presas = unidade.execucoes(&em_curso).await.unwrap();
    assert_eq!(presas.itens, [], "nenhuma execução fica em curso para sempre");
    assert_eq!(unidade.itens_da_instancia(id).await.unwrap(), [], "nada sobra na fila");
    drop(unidade);
    let desfecho = Desfecho {
        historia: historia(&casa.app, casa.inquilino, id).await,
        status: processo.status_processo,
        recebidas_no_sat: mundo.recebidas_no_sat(),
        assuntos: mundo.assuntos(),
    };
    casa.derrubar().await;
    (desfecho, contatos)
}

/// Cai de `passo` em `passo` contatos, do primeiro ao último.
async fn cair(novo: fn() -> Banco, passo: usize) {
    let (sem_queda, contatos) = correr(novo(), 0).await;
    assert_eq!((sem_queda.status.as_str(), &sem_queda.recebidas_no_sat), ("UPLOAD_REALIZADO", &vec![1]));
    assert!(contatos > 20, "só {contatos} contatos: o mundo não está contando");
    let quedas = stream::iter((1..=contatos).step_by(passo))
        .map(|cair_em| async move { (cair_em, correr(novo(), cair_em).await.0) });
    let mut quedas = pin!(quedas.buffer_unordered(QUEDAS_JUNTAS));
    while let Some((cair_em, com_queda)) = quedas.next().await {
        assert_eq!(com_queda, sem_queda, "caiu no contato {cair_em} de {contatos}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_sqlite_cair_em_qualquer_ponto_nao_muda_a_historia() {
    cair(Banco::sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_postgres_cair_em_pontos_espalhados_nao_muda_a_historia() {
    cair(Banco::postgres, PASSO_NO_POSTGRES).await;
}
