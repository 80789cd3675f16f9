//! O que um plugin pergunta a uma pessoa, pela tarefa do fluxo `pergunta`.

use std::time::Duration;

use esteira_aplicacao::{fluxos, instancias, tarefas};
use esteira_armazem::motor::{FiltroDeTarefas, Tarefa};
use esteira_base::ids::{InstanciaId, NoId};
use esteira_dominio::Perfil;
use esteira_portas::rpa::{ArquivoDeSaida, PerguntaRpa};
use serde_json::{Value, json};

use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    a_resposta_de_uma_pessoa_chega_ao_plugin_que_espera,
    resposta_fora_das_opcoes_torna_a_perguntar,
    pergunta_que_ninguem_responde_se_recolhe,
    pergunta_de_um_no_morto_da_lugar_a_do_que_o_substitui,
);

const FLUXO: &str = include_str!("../../../../workflows/pergunta.yaml");

fn pergunta(opcoes: &[&str], prazo: Duration) -> PerguntaRpa {
    PerguntaRpa {
        titulo: "Código por SMS".into(),
        texto: "Que código chegou?".into(),
        opcoes: opcoes.iter().map(|opcao| (*opcao).to_owned()).collect(),
        imagem: Some(ArquivoDeSaida {
            rotulo: "pergunta".into(),
            nome: "captcha.png".into(),
            conteudo: b"png".as_slice().into(),
        }),
        prazo,
    }
}

/// Um mundo cujo plugin pergunta, com o processo criado.
async fn a_perguntar(banco: &Banco, pergunta: PerguntaRpa) -> (Casa, std::sync::Arc<Mundo>, InstanciaId) {
    let mundo = Mundo::bom();
    mundo.perguntar(pergunta);
    let casa = Casa::nova(banco, &mundo).await;
    casa.publicar(FLUXO).await;
    let instancia = casa.criar_processo().await.unwrap();
    (casa, mundo, instancia)
}

/// Como [`a_perguntar`], já a andar; acaba quando a execução acaba.
async fn que_pergunta(
    banco: &Banco,
    pergunta: PerguntaRpa,
) -> (Casa, std::sync::Arc<Mundo>, tokio::task::JoinHandle<()>) {
    let (casa, mundo, _) = a_perguntar(banco, pergunta).await;
    let andando = comecar_a_andar(&casa);
    (casa, mundo, andando)
}

fn comecar_a_andar(casa: &Casa) -> tokio::task::JoinHandle<()> {
    let app = casa.app.clone();
    tokio::spawn(async move { andar(&app, NoId::novo()).await.map(drop).unwrap() })
}

/// Espera abrir a tarefa da pergunta de número dado.
async fn aberta(casa: &Casa, numero: usize) -> Tarefa {
    let filtro = FiltroDeTarefas { limite: 50, ..FiltroDeTarefas::default() };
    for _ in 0..1_000 {
        let todas = casa.app.armazem.ler(casa.inquilino).await.unwrap().tarefas(&filtro).await.unwrap().itens;
        let perguntas: Vec<_> = todas.into_iter().filter(|tarefa| tarefa.passo == "responder").collect();
        if let Some(tarefa) = perguntas.get(numero - 1).filter(|tarefa| tarefa.situacao == "ABERTA") {
            return tarefa.clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a pergunta {numero} não abriu");
}

async fn responder(casa: &Casa, tarefa: &Tarefa, resposta: &str) {
    let beto = casa.pessoa("Beto", Perfil::Aprovador);
    let dados = json!({ "resposta": resposta });
    tarefas::decidir(&casa.app, &beto, tarefa.id.into(), "responder", dados).await.unwrap();
}

async fn a_resposta_de_uma_pessoa_chega_ao_plugin_que_espera(banco: Banco) {
    let (casa, mundo, andando) = que_pergunta(&banco, pergunta(&[], Duration::from_secs(60))).await;
    let tarefa = aberta(&casa, 1).await;
    assert!(tarefa.titulo.starts_with("Código por SMS ("), "{}", tarefa.titulo);
    let dados: Value = serde_json::from_str(&tarefa.dados).unwrap();
    assert_eq!(dados["texto"], "Que código chegou?");
    let beto = casa.pessoa("Beto", Perfil::Aprovador);
    // A imagem se anexa logo depois de a tarefa abrir.
    let mut nomes = Vec::new();
    for _ in 0..500 {
        nomes = tarefas::anexos(&casa.app, &beto, tarefa.id.into(), None, 10).await.unwrap().itens;
        if !nomes.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(nomes[0].nome, "captcha.png");
    responder(&casa, &tarefa, " 918273 ").await;
    andando.await.unwrap();
    assert_eq!(mundo.respostas(), [Some("918273".to_owned())]);
}

async fn resposta_fora_das_opcoes_torna_a_perguntar(banco: Banco) {
    let (casa, mundo, andando) = que_pergunta(&banco, pergunta(&["Matriz", "Filial"], Duration::from_secs(60))).await;
    responder(&casa, &aberta(&casa, 1).await, "Sede").await;
    let outra = aberta(&casa, 2).await;
    assert!(outra.dados.contains("não é uma das opções"), "{}", outra.dados);
    responder(&casa, &outra, "filial").await;
    andando.await.unwrap();
    assert_eq!(mundo.respostas(), [Some("Filial".to_owned())]);
}

async fn pergunta_que_ninguem_responde_se_recolhe(banco: Banco) {
    let (casa, mundo, andando) = que_pergunta(&banco, pergunta(&[], Duration::from_millis(1_500))).await;
    let tarefa = aberta(&casa, 1).await;
    andando.await.unwrap();
    assert_eq!(mundo.respostas(), [None]);
    for _ in 0..500 {
        let detalhe = instancias::obter(&casa.app, &casa.sistema(), tarefa.instancia_id.into()).await.unwrap();
        if detalhe.instancia.situacao == "CANCELADA" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a pergunta ficou aberta");
}

async fn pergunta_de_um_no_morto_da_lugar_a_do_que_o_substitui(banco: Banco) {
    let (casa, mundo, instancia) = a_perguntar(&banco, pergunta(&[], Duration::from_secs(60))).await;
    // O que um nó deixa ao morrer com a pergunta aberta: ela, e o trabalho de volta na fila.
    let fila = casa.app.armazem.ler(casa.inquilino).await.unwrap().itens_da_instancia(instancia).await.unwrap();
    let entrada = json!({
        "origem": format!("{instancia}/{}", fila[0].0), "execucao": "a do nó morto", "numero": 1, "assunto": "",
        "titulo": "Código por SMS", "texto": "Que código chegou?", "opcoes": [],
    });
    let orfa = fluxos::iniciar(&casa.app, &casa.sistema(), "pergunta", entrada).await.unwrap();
    let fluxos::Inicio::Nasceu(orfa) = orfa else { panic!("{orfa:?}") };

    let andando = comecar_a_andar(&casa);
    responder(&casa, &aberta(&casa, 2).await, "918273").await;
    andando.await.unwrap();
    assert_eq!(mundo.respostas(), [Some("918273".to_owned())]);
    let detalhe = instancias::obter(&casa.app, &casa.sistema(), orfa).await.unwrap();
    assert_eq!(detalhe.instancia.situacao, "CANCELADA");
}
