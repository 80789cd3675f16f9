//! Cookies, armazenamento, rolagem, ponteiro, vários arquivos, e os momentos marcados.

use serde_json::json;

use crate::apoio::{Bancada, evidencia};
use crate::prova::PDF;

#[tokio::test(flavor = "multi_thread")]
async fn cookies_e_armazenamento_sao_os_da_pagina() {
    let b = Bancada::nova().await;
    let r = b
        .rodar(json!([
            ["abrir", "/entrar"],
            ["cookies"],
            ["apagar-cookies"],
            ["cookies"],
            ["por-cookie", r#"{"name":"sessao","value":"aberta"}"#],
            ["baixar-url", "/fatura.pdf", "f.pdf"],
            ["escrever-armazenamento", "local", "tema", "escuro"],
            ["ler-armazenamento", "local", "tema"],
            ["?ler-armazenamento", "disco", "tema"],
        ]))
        .await;
    assert_eq!((&r[0][0]["name"], &r[0][0]["value"]), (&json!("sessao"), &json!("aberta")));
    assert_eq!((&r[1], &r[2]["nome"]), (&json!([]), &json!("f.pdf")));
    assert_eq!((&r[3], &r[4]), (&json!("escuro"), &json!({ "erro": "argumento_invalido" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn rola_passa_o_ponteiro_e_envia_varios_arquivos_num_campo() {
    let b = Bancada::nova().await;
    let r = b
        .rodar(json!([
            ["abrir", "/p/menu"],
            ["alvo.visivel", "css=#menu li"],
            ["alvo.passar-mouse", "id=menu"],
            ["alvo.texto", "css=#menu li"],
            ["rolar", "0", "500"],
            ["alvo.esperar", "id=onde", "texto:rolou 500"],
            ["alvo.rolar-ate", "id=fim"],
            ["criar", "a.txt", "primeiro"],
            ["criar", "b.txt", "segundo"],
            ["tipo", "$0"],
            ["alvo.enviar-arquivos", "id=varios", "$0 $1"],
            ["alvo.clicar", "id=enviar"],
            ["alvo.texto", "id=ok"],
        ]))
        .await;
    assert_eq!((&r[0], &r[1]), (&json!(false), &json!("Segunda via")));
    let recebidos = b.portal.recebidos.lock().unwrap();
    assert!(recebidos[0].contains("primeiro") && recebidos[0].contains("segundo"), "{recebidos:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn varios_downloads_e_pdfs_que_se_juntam() {
    let b = Bancada::nova().await;
    let r = b
        .rodar(json!([
            ["abrir", "/entrar"],
            ["abrir", "/p/downloads"],
            ["alvo.clicar", "id=baixar"],
            ["alvo.clicar", "id=aba"],
            ["esperar-downloads", "*.pdf", "2", "15000"],
            ["tipo", "$0"],
            ["criar", "boleto.pdf", PDF],
            ["criar", "fatura.pdf", PDF],
            ["juntar-pdfs", "$2 $3", "tudo.pdf"],
            ["tipo", "$4"],
            ["?juntar-pdfs", "$0 $2", "ruim.pdf"],
        ]))
        .await;
    assert_eq!((r[0].as_array().unwrap().len(), &r[1]), (2, &json!("application/pdf")));
    assert_eq!((&r[4]["nome"], &r[5]), (&json!("tudo.pdf"), &json!("application/pdf")));
    assert_eq!(r[6], json!({ "erro": "arquivo_invalido" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn o_momento_marcado_fica_na_evidencia_mesmo_que_de_certo() {
    let b = Bancada::nova().await;
    let desfecho =
        b.executar(b.roteiro(json!([["abrir", "/p/formulario"], ["marcar", "o formulário"], ["titulo"]]))).await;
    assert!(desfecho.resultado.is_ok());
    assert!(evidencia(&desfecho, "marca-1-captura.png").contains("PNG"));
    assert!(evidencia(&desfecho, "marca-1-pagina.html").contains("Formulário"));
    assert!(evidencia(&desfecho, "relatorio.html").contains("Marca: o formulário"));
}
