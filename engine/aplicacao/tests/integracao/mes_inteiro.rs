//! Um mês do tamanho do legado (196 clientes, 6 operadoras), da planilha ao SAT.

use std::time::Duration;

use esteira_aplicacao::faturas::{DECISAO_APROVAR, PedidoDeUpload, enviar_manual};
use esteira_aplicacao::importacoes::{importar_clientes, ler};
use esteira_aplicacao::painel::{self, PedidoDePainel};
use esteira_aplicacao::processos::{PedidoDeMes, criar_mes};
use esteira_aplicacao::tarefas;
use esteira_armazem::faturas::FiltroDeProcessos;
use esteira_armazem::motor::FiltroDeTarefas;
use esteira_base::ids::{NoId, OperadoraId};
use esteira_dominio::{NovaOperadora, Perfil};
use serde_json::json;
use tokio_util::bytes::Bytes;

use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::nos_dois_bancos;

nos_dois_bancos!(da_planilha_ao_sat_cada_fatura_uma_vez);

/// Quantos clientes tem cada operadora; as sem RPA recebem a fatura de uma pessoa.
const OPERADORAS: [(&str, usize, bool); 6] = [
    ("OI", 80, true),
    ("EMBRATEL", 40, true),
    ("DIGITALNET", 20, true),
    ("AZUTON", 20, false),
    ("VIVO", 26, false),
    ("NET", 10, false),
];
/// O cadastro da casa já tem um, da Oi.
const CLIENTES: usize = 197;
const MES: &str = "2026-10";

/// O `n`-ésimo CNPJ inventado, com os dígitos verificadores (módulo 11).
fn cnpj(n: usize) -> String {
    let mut digitos: Vec<u32> = format!("{n:08}0001").chars().filter_map(|c| c.to_digit(10)).collect();
    for _ in 0..2 {
        let soma: u32 = digitos.iter().rev().zip((2..=9).cycle()).map(|(digito, peso)| digito * peso).sum();
        digitos.push(if soma % 11 < 2 { 0 } else { 11 - soma % 11 });
    }
    digitos.iter().map(u32::to_string).collect()
}

fn planilha() -> Vec<u8> {
    let mut linhas = vec!["RAZÃO SOCIAL;NOME SAT;CNPJ;OPERADORA;FILTRO;SERVIÇO;UNIDADE / FILTRO SAT;STATUS".to_owned()];
    let donos = OPERADORAS.iter().flat_map(|(codigo, quantos, _)| std::iter::repeat_n(*codigo, *quantos));
    for (n, operadora) in donos.enumerate() {
        let n = n + 1;
        linhas.push(format!("Loja {n} Ltda;LOJA {n};{};{operadora};conta {n};Fixo;Matriz;1", cnpj(n)));
    }
    linhas.join("\r\n").into_bytes()
}

async fn da_planilha_ao_sat_cada_fatura_uma_vez(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let app = &casa.app;
    // Direto no armazém: não é o cadastro de operadoras que se prova aqui.
    let mut unidade = app.armazem.escrever(casa.inquilino).await.unwrap();
    for (codigo, _, possui_rpa) in &OPERADORAS[1..] {
        let nova = NovaOperadora {
            nome: (*codigo).into(),
            codigo: (*codigo).into(),
            possui_rpa: *possui_rpa,
            status_ativo: true,
            url_portal: possui_rpa.then(|| "http://127.0.0.1:9/".into()),
            ..NovaOperadora::default()
        };
        unidade.criar_operadora(nova.validar(OperadoraId::novo()).unwrap(), mundo.hora()).await.unwrap();
    }
    unidade.confirmar().await.unwrap();
    let importacao = importar_clientes(app, &casa.sistema(), &ler(&planilha()).unwrap(), false, &|_| ()).await.unwrap();
    assert_eq!((importacao.criados, importacao.recusados), (CLIENTES - 1, 0));

    let pedido = || PedidoDeMes { mes_ano: MES.parse().unwrap(), operadora: None, automatico: true };
    assert_eq!(criar_mes(app, &casa.sistema(), pedido()).await.unwrap().len(), CLIENTES);
    let olga = casa.pessoa("Olga", Perfil::Operador);
    let mut recebidas = 0;
    for (n, id) in com_status(&casa, "AGUARDANDO_DOWNLOAD").await.into_iter().enumerate() {
        let pedido = PedidoDeUpload {
            processo: id.into(),
            nome_original: "fatura.pdf".into(),
            conteudo: Bytes::from(format!("%PDF-1.7 recebida por fora, a {n}")),
            detalhe: None,
            vencimento: "2026-11-30".parse().ok(),
            valor: None,
        };
        recebidas += usize::from(enviar_manual(app, &olga, pedido).await.is_ok());
    }
    assert_eq!(recebidas, 56, "só as operadoras sem RPA recebem de uma pessoa");
    // Cada portal deixa tantas por minuto: o mês leva uns minutos.
    for _ in 0..10 {
        andar(app, NoId::novo()).await.unwrap();
        mundo.avancar(Duration::from_secs(60));
    }
    assert_eq!(com_status(&casa, "AGUARDANDO_APROVACAO").await.len(), CLIENTES);

    // Criar de novo o mês não muda nada.
    criar_mes(app, &casa.sistema(), pedido()).await.unwrap();
    assert_eq!(com_status(&casa, "AGUARDANDO_APROVACAO").await.len(), CLIENTES);

    let bia = casa.pessoa("Bia", Perfil::Aprovador);
    let filtro = FiltroDeTarefas { situacao: Some("ABERTA".into()), limite: 200, ..FiltroDeTarefas::default() };
    let abertas = tarefas::listar(app, &bia, filtro).await.unwrap().itens;
    let ids: Vec<_> = abertas.iter().map(|tarefa| tarefa.id.into()).collect();
    assert_eq!(ids.len(), CLIENTES);
    let decididas = tarefas::decidir_varias(app, &bia, &ids, DECISAO_APROVAR, json!({})).await.unwrap();
    assert!(decididas.iter().all(Result::is_ok), "{decididas:?}");
    for _ in 0..3 {
        andar(app, NoId::novo()).await.unwrap();
        mundo.avancar(Duration::from_secs(60));
    }

    assert_eq!(com_status(&casa, "UPLOAD_REALIZADO").await.len(), CLIENTES);
    assert_eq!(mundo.recebidas_no_sat(), vec![1; CLIENTES], "cada uma chegou ao SAT, e uma vez");
    let pedido = PedidoDePainel { mes_ano: MES.parse().ok(), ..PedidoDePainel::default() };
    let painel = painel::ver(app, &casa.sistema(), pedido).await.unwrap();
    assert_eq!(painel.operadoras.len(), OPERADORAS.len());
    assert_eq!(usize::try_from(painel.processos.total), Ok(CLIENTES));
}

async fn com_status(casa: &Casa, status: &str) -> Vec<uuid::Uuid> {
    let filtro = FiltroDeProcessos { status: Some(status.into()), limite: 200, ..FiltroDeProcessos::default() };
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    unidade.processos(&filtro).await.unwrap().itens.into_iter().map(|processo| processo.id).collect()
}
