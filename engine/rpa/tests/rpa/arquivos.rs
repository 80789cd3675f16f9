//! Arquivos: enviar, baixar pelo navegador, baixar por fora com os cookies dele, e os downloads que dão errado.

use esteira_base::Resumo;
use esteira_rpa::{ConfigNavegador, ModoNavegador};
use serde_json::json;

use crate::apoio::{Bancada, entrada, evidencia, respostas};
use crate::portal::que_corta_no_meio;

#[tokio::test(flavor = "multi_thread")]
async fn baixa_com_os_cookies_da_sessao_e_entrega_os_bytes() {
    let b = Bancada::nova().await;
    let desfecho = b
        .executar(b.roteiro(json!([
            ["abrir", "/p/downloads"],
            ["?baixar-url", "/fatura.pdf", "sem-entrar.pdf"],
            ["abrir", "/entrar"],
            ["baixar-url", "/fatura.pdf", "pasta/fatura.pdf"],
            ["baixar-url", "/redirecionar?para=/fatura.pdf", "f2.pdf"],
            ["ler", "$0", "0", "8"],
            ["abrir", "/p/downloads"],
            ["alvo.clicar", "id=baixar"],
            ["esperar-download", "fatura*.pdf", "10000"],
            ["alvo.clicar", "id=aba"],
            ["esperar-download", "*.pdf", "10000"],
            ["guardar", "$0", "fatura"],
            ["guardar", "$2", "pelo navegador"],
        ])))
        .await;
    assert_eq!(desfecho.evidencias.len(), 2, "no sucesso só o relatório e os comandos");
    assert!(evidencia(&desfecho, "comandos.json").contains("baixar-url"));
    let guardados = &desfecho.resultado.as_ref().unwrap().arquivos;
    let vistos: Vec<_> = guardados.iter().map(|a| (a.rotulo.as_str(), a.nome.as_str(), &a.conteudo[..])).collect();
    let pdf = &b"%PDF-1.4 fatura de outubro"[..];
    assert_eq!(vistos, [("fatura", "pasta_fatura.pdf", pdf), ("pelo navegador", "Fatura_10.pdf", pdf)]);
    let r = respostas(desfecho);
    assert_eq!(r[0], json!({"erro": "http_401"}));
    assert_eq!(r[1]["resumo"], Resumo::de(b"%PDF-1.4 fatura de outubro").to_string());
    assert_eq!(r[3], "%PDF-1.4");
    assert_eq!(r[5]["nome"], "Fatura_10 (1).pdf");
}

#[tokio::test(flavor = "multi_thread")]
async fn download_cortado_e_incompleto_e_nunca_um_arquivo() {
    let b = Bancada::nova().await;
    let porta = que_corta_no_meio().await;
    let mut pedido = b.roteiro(json!([
        ["abrir", format!("/p/downloads?porta={porta}")],
        ["?baixar-url", format!("http://127.0.0.1:{porta}/"), "x.bin"],
        ["alvo.clicar", "id=metade"],
        ["?esperar-download", "*", "20000"],
        ["?esperar-download", "*", "200"],
    ]));
    pedido.dominios_concedidos.push(format!("127.0.0.1:{porta}"));
    let erros = respostas(b.executar(pedido).await);
    assert_eq!(
        json!(erros),
        json!([{"erro": "download_incompleto"}, {"erro": "download_incompleto"}, {"erro": "tempo_esgotado"}])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn envia_arquivo_com_o_nome_que_o_portal_deve_ver() {
    let b = Bancada::nova().await;
    enviar(&b).await;
}

/// O mesmo chromedriver, falado como se fosse um Grid: sem pastas em comum, o arquivo vai dentro do pedido.
#[tokio::test(flavor = "multi_thread")]
async fn envia_arquivo_tambem_em_modo_remoto() {
    let grade = Bancada::nova().await;
    let url = grade.hospedeiro.url_do_navegador().await.unwrap();
    let b = Bancada::com(|config| {
        let mut navegador = ConfigNavegador::remoto(url.trim_end_matches('/'));
        navegador.argumentos = vec!["--no-sandbox".to_owned()];
        assert!(matches!(navegador.modo, ModoNavegador::Remoto { .. }));
        config.navegador = navegador;
    })
    .await;
    enviar(&b).await;
    let erro = b.falhar(json!([["abrir", "/p/downloads"], ["esperar-download", "*", "100"]])).await;
    assert_eq!(erro.codigo, "nao_suportado");
}

async fn enviar(b: &Bancada) {
    let mut pedido = b.roteiro(json!([
        ["abrir", "/p/formulario"],
        ["entrada", "fatura"],
        ["alvo.enviar-arquivo", "id=arquivo", "$0"],
        ["alvo.clicar", "id=enviar"],
        ["alvo.esperar", "id=ok", "visivel"],
        ["?entrada", "outro"],
    ]));
    pedido.arquivos.insert("fatura".to_owned(), entrada("Fatura São João.pdf", b"%PDF-1.7 conteudo"));
    let r = respostas(b.executar(pedido).await);
    assert_eq!(r.last().unwrap(), &json!({"erro": "arquivo_nao_encontrado"}));
    let recebido = b.portal.recebidos.lock().unwrap().pop().unwrap();
    assert!(
        recebido.contains("filename=\"Fatura São João.pdf\"") && recebido.contains("%PDF-1.7 conteudo"),
        "{recebido}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn campo_de_arquivo_nao_se_preenche_digitando_um_caminho_daqui() {
    let b = Bancada::nova().await;
    let r = b
        .rodar(json!([
            ["abrir", "/p/formulario"],
            ["executar-script", "arquivo.style.display = ''", "[]"],
            ["?alvo.digitar", "id=arquivo", "/nao-existe"],
            ["?alvo.digitar", "id=nome", "/etc/passwd"],
            ["executar-script", "return arquivo.files.length", "[]"],
        ]))
        .await;
    assert_eq!(json!(r), json!([{"erro": "permissao_negada"}, {"erro": "permissao_negada"}, 0]));
}
