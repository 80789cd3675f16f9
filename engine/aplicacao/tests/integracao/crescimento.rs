//! O que não pode crescer não cresce: em ondas de centenas de instâncias até o fim, as tabelas quentes voltam sempre a zero; e, com a retenção,
//! as frias param.

use std::time::Duration;

use esteira_aplicacao::consolidador::Mae;
use esteira_aplicacao::faturas::DECISAO_APROVAR;
use esteira_aplicacao::processos::{PedidoDeMes, criar_mes};
use esteira_aplicacao::retencao::{self, Especie, Pedido, politica};
use esteira_aplicacao::sinais::{self, Destino, SinalEnviado};
use esteira_aplicacao::tarefas;
use esteira_armazem::conformidade::esquema::linhas;
use esteira_armazem::motor::FiltroDeTarefas;
use esteira_base::MesAno;
use esteira_base::ids::NoId;
use esteira_dominio::Perfil;
use futures::future::join_all;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::nos_dois_bancos;

nos_dois_bancos!(ondas_deixam_o_quente_vazio_e_o_frio_para_de_crescer);

const ONDAS: u32 = 4;
/// De cada onda.
const CHAMADOS: usize = 120;
const PEDIDOS: usize = 40;
const FAMILIAS: usize = 10;

const DIA: Duration = Duration::from_secs(86_400);

/// O que só tem o que vive.
const QUENTES: [&str; 6] = ["instancias", "tarefas", "tarefa_candidatos", "fila", "escutas", "partidas"];
/// O que guarda o que acabou.
const FRIAS: [&str; 11] = [
    "instancias_encerradas",
    "historico",
    "tarefas_encerradas",
    "tarefa_comentarios",
    "sinais",
    "processos",
    "execucoes",
    "execucao_linhas",
    "execucao_arquivos",
    "notificacoes",
    "disparos",
];

/// Pede um chamado filho e o espera.
const FAMILIA: &str = r#"
esteira: v1
fluxo: familia
titulo: Família
chave: entrada.numero
inicio: pedir
passos:
  pedir: { tipo: subfluxo, fluxo: chamado, entrada: { numero: "${ entrada.numero }" }, depois: fim }
  fim: { tipo: fim }
"#;

async fn contar<const N: usize>(casa: &Casa, tabelas: [&str; N]) -> [i64; N] {
    let mut contagens = [0; N];
    for (contagem, tabela) in contagens.iter_mut().zip(tabelas) {
        *contagem = linhas(&casa.app.armazem, tabela).await;
    }
    contagens
}

/// Uma onda até o fim: tarefas, prazos que não vencem, sinais que se esperam, filhas e uma fatura com limite por chave.
async fn onda(casa: &Casa, mes_ano: MesAno) {
    let no = NoId::novo();
    let numeros = |prefixo: &'static str, quantos| (0..quantos).map(move |n: usize| format!("{prefixo}{n}"));
    let chamados: Vec<_> = numeros("c", CHAMADOS).collect();
    let abertos = join_all(chamados.iter().map(|numero| casa.abrir_chamado(numero))).await;
    let pedidos: Vec<_> = numeros("p", PEDIDOS).collect();
    let esperando = join_all(pedidos.iter().map(|numero| casa.esperar_pagamento(numero, numero))).await;
    let mut maes = Vec::new();
    for numero in numeros("f", FAMILIAS) {
        maes.push(casa.iniciar("familia", json!({ "numero": numero })).await);
    }
    let pedido = PedidoDeMes { mes_ano, operadora: None, automatico: true };
    criar_mes(&casa.app, &casa.sistema(), pedido).await.unwrap();
    andar(&casa.app, no).await.unwrap();
    assert!(esperando.into_iter().all(|pedido| pedido.is_ok()));

    let [vivas, abertas, candidatos, fila, escutas, partidas] = contar(casa, QUENTES).await;
    let esperadas = (CHAMADOS + PEDIDOS + 2 * FAMILIAS + 1) as i64;
    assert_eq!((vivas, escutas), (esperadas, PEDIDOS as i64));
    assert!(abertas > 0 && candidatos > 0 && fila > 0 && partidas > 0, "a onda não passou por tudo");

    for id in abertos.into_iter().map(|aberto| aberto.unwrap().instancia) {
        casa.decidir_chamado(id, 1, "atender").await.unwrap();
    }
    for mae in maes {
        let filha = Mae { id: mae, visita: 1, tentativa: 1 }.filha();
        casa.decidir_chamado(filha, 1, "atender").await.unwrap();
    }
    for numero in pedidos {
        let destino = Destino::QuemEspera { correlacao: numero };
        let sinal = SinalEnviado {
            nome: "pagamento".into(),
            destino,
            dados: json!({}),
            chave_de_idempotencia: None,
            validade: None,
        };
        sinais::receber(&casa.app, &casa.sistema(), sinal).await.unwrap();
    }
    let filtro = FiltroDeTarefas { situacao: Some("ABERTA".into()), limite: 9, ..FiltroDeTarefas::default() };
    let fatura = casa.app.armazem.ler(casa.inquilino).await.unwrap().tarefas(&filtro).await.unwrap().itens;
    let beto = casa.pessoa("Beto", Perfil::Aprovador);
    assert_eq!(fatura.len(), 1, "só a da fatura ficou aberta");
    tarefas::comentar(&casa.app, &beto, fatura[0].id.into(), "conferida").await.unwrap();
    tarefas::decidir(&casa.app, &beto, fatura[0].id.into(), DECISAO_APROVAR, json!({})).await.unwrap();
    andar(&casa.app, no).await.unwrap();
}

async fn ondas_deixam_o_quente_vazio_e_o_frio_para_de_crescer(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    casa.publicar(FAMILIA).await;
    let mut mes_ano: MesAno = "2026-10".parse().unwrap();
    let mut depois_de_cada = Vec::new();
    for numero in 0..ONDAS {
        onda(&casa, mes_ano).await;
        // A janela das partidas é um minuto; passada, nada quente resta do que acabou.
        mundo.avancar(Duration::from_secs(3_600));
        casa.app.armazem.limpar_partidas(mundo.hora()).await.unwrap();
        assert_eq!(contar(&casa, QUENTES).await, [0; 6], "onda {numero}");
        mes_ano = mes_ano.proximo();

        // Ondas distantes mais que qualquer prazo: em cada uma só resta o que ela deixou.
        retencao::aplicar(&casa.app, &casa.sistema(), &Pedido::inteiro(), &CancellationToken::new()).await.unwrap();
        depois_de_cada.push(contar(&casa, FRIAS).await);
        let maior = Especie::TODAS.map(politica::padrao).into_iter().max().unwrap();
        mundo.avancar(DIA * (maior + 1));
    }
    let [instancias, historico, tarefas, comentarios, sinais, processos, execucoes, log, arquivos, avisos, _] =
        depois_de_cada[0];
    let encerradas = (CHAMADOS + PEDIDOS + 2 * FAMILIAS + 1) as i64;
    assert_eq!((instancias, sinais, processos, comentarios), (encerradas, PEDIDOS as i64, 1, 1));
    assert!([historico, tarefas, execucoes, log, arquivos, avisos].into_iter().all(|linhas| linhas > 0));
    for (numero, contagem) in depois_de_cada.iter().enumerate() {
        assert_eq!(contagem, &depois_de_cada[0], "onda {numero}");
    }

    // Passados os prazos, não fica nada.
    retencao::aplicar(&casa.app, &casa.sistema(), &Pedido::inteiro(), &CancellationToken::new()).await.unwrap();
    assert_eq!(contar(&casa, FRIAS).await, [0; 11]);
    // E a prova de que nada foi duas vezes ao SAT fica.
    assert_eq!(linhas(&casa.app.armazem, "efeitos_unicos").await, i64::from(ONDAS));
    assert_eq!(mundo.recebidas_no_sat().into_iter().sum::<u32>(), ONDAS);
}
