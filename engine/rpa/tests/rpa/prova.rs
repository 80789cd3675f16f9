//! Sucesso falso não passa: o hospedeiro só aceita o que o portal mostrou e o arquivo que se lê.

use esteira_conectores::pdf::juntar_pdfs_aqui;
use rstest::rstest;
use serde_json::{Value, json};

use crate::apoio::{Bancada, evidencia};

/// Um PDF de verdade, de uma página.
pub const PDF: &str = include_str!("paginas/uma.pdf");

/// Lê da página o que está no `h1` e entrega um arquivo.
fn passos(conteudo: &str) -> Value {
    json!([["abrir", "/p/42"], ["alvo.texto", "css=h1"], ["criar", "f.pdf", conteudo], ["guardar", "$0", "fatura"]])
}

#[tokio::test(flavor = "multi_thread")]
async fn vale_o_que_o_portal_mostrou_com_o_pdf_que_se_le() {
    juntar_pdfs_aqui(&[PDF.as_bytes()]).expect("o PDF do teste é um PDF");
    let b = Bancada::nova().await;
    let mut pedido = b.roteiro(passos(PDF));
    pedido.operacao = "enviar".to_owned();
    pedido.parametros["numero"] = "42".into();
    let desfecho = b.executar(pedido).await;
    assert_eq!(desfecho.resultado.unwrap().resultado, json!({ "numero": "42" }));
}

#[rstest]
#[case::numero_que_o_portal_nao_mostrou(passos(PDF), json!("43"), "sem_prova")]
#[case::numero_vazio(passos(PDF), json!(""), "resposta_invalida")]
#[case::saida_fora_do_esquema(passos(PDF), json!(42), "resposta_invalida")]
#[case::html_no_lugar_do_pdf(passos("<html>sessão expirada</html>"), json!("42"), "arquivo_invalido")]
#[case::pdf_cortado(passos("%PDF-1.4 cortado"), json!("42"), "arquivo_invalido")]
#[case::nenhum_arquivo(json!([["abrir", "/p/42"], ["alvo.texto", "css=h1"]]), json!("42"), "arquivo_invalido")]
// O que o próprio plugin digitou não é prova.
#[case::lido_do_que_se_digitou(
    json!([["abrir", "/p/formulario"], ["alvo.preencher", "id=nome", "42"], ["encontrar", "id=nome"],
        ["elemento.propriedade", "$0", "value"], ["criar", "f.pdf", PDF], ["guardar", "$0", "fatura"]]),
    json!("42"), "sem_prova")]
#[case::lido_do_que_o_script_escreveu(
    json!([["abrir", "/p/formulario"], ["executar-script", "document.querySelector('h1').textContent = '42'", "[]"],
        ["alvo.texto", "css=h1"], ["criar", "f.pdf", PDF], ["guardar", "$0", "fatura"]]),
    json!("42"), "sem_prova")]
#[case::lido_de_uma_pagina_do_proprio_plugin(
    json!([["abrir", "data:text/html,<h1>42</h1>"], ["alvo.texto", "css=h1"], ["criar", "f.pdf", PDF],
        ["guardar", "$0", "fatura"]]),
    json!("42"), "dominio_negado")]
#[case::pedaco_do_que_o_portal_mostrou(passos(PDF), json!("4"), "sem_prova")]
#[tokio::test(flavor = "multi_thread")]
async fn sucesso_sem_prova_e_erro(#[case] passos: Value, #[case] numero: Value, #[case] codigo: &str) {
    let b = Bancada::nova().await;
    let mut pedido = b.roteiro(passos);
    pedido.operacao = "enviar".to_owned();
    pedido.parametros["numero"] = numero;
    let desfecho = b.executar(pedido).await;
    let erro = desfecho.resultado.as_ref().unwrap_err();
    assert_eq!(erro.codigo, codigo, "{erro:?}");
    assert!(evidencia(&desfecho, "relatorio.html").contains(codigo));
}

#[tokio::test(flavor = "multi_thread")]
async fn parametro_que_falta_para_antes_de_abrir_o_navegador() {
    let b = Bancada::nova().await;
    let desfecho = b.executar(b.pedido("enviar", json!({ "passos": [] }))).await;
    assert_eq!(desfecho.resultado.unwrap_err().codigo, "parametro_invalido");
    assert_eq!(desfecho.medidas.comandos_navegador, 0);
}
