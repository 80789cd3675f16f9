//! O portal da operadora por HTTP.

use std::time::{Duration, Instant};

use esteira_portais::{Acao, ContaOi, DadosOi, FalhaOi, PortalOi, TemposOi, Vezes};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::apoio::{cliente, texto};

const CODIGO: &str = "1140001234202610";
/// A consulta do legado, com os dois-pontos codificados.
const CONSULTA: &str = "cnpj=99000001000101&limit=10&offset=0&paymentStatus=em_aberto&paymentStatus=sem_status\
    &refDateStart=2026-10-01T04%3A00%3A00.000Z&refDateEnd=2026-10-31T04%3A00%3A00.000Z";

async fn portal() -> PortalOi {
    let conta = ContaOi::nova("padaria", "s3nha").com_fatura("1140001234", "2026-10", 12_345, "2026-11-10").com_fatura(
        "1140001234",
        "2026-09",
        9_900,
        "2026-10-10",
    );
    let mut dados = DadosOi::nova().conta(conta);
    dados.tempos = TemposOi { troca_apos_login_ms: 0, tabela_ms: 0, detalhe_ms: 0 };
    PortalOi::subir(dados).await.unwrap()
}

async fn entrar(http: &Client, portal: &PortalOi, senha: &str) -> StatusCode {
    let credencial = json!({ "email": "padaria", "password": senha });
    let url = format!("{}/api/login/customer", portal.url());
    http.post(url).body(credencial.to_string()).send().await.unwrap().status()
}

async fn logado() -> (PortalOi, Client) {
    let (portal, http) = (portal().await, cliente());
    assert_eq!(entrar(&http, &portal, "s3nha").await, StatusCode::OK);
    (portal, http)
}

async fn linhas(http: &Client, portal: &PortalOi) -> Value {
    http.get(format!("{}/api/contas?{CONSULTA}", portal.url())).send().await.unwrap().json().await.unwrap()
}

async fn baixar(http: &Client, portal: &PortalOi) -> reqwest::Response {
    http.get(format!("{}/api/invoices/pdf/{CODIGO}", portal.url())).send().await.unwrap()
}

/// O `Content-Type` de uma resposta.
fn tipo(resposta: &reqwest::Response) -> &str {
    resposta.headers()["content-type"].to_str().unwrap()
}

#[tokio::test]
async fn paginas_tem_os_atributos_exatos_do_legado() {
    let (portal, http) = logado().await;
    let anonimo = cliente();
    let url = portal.url();
    let esperados = [
        (texto(&anonimo, &url).await, vec![r#"<iframe src="/api/login/customer""#]),
        (
            texto(&anonimo, &format!("{url}/api/login/customer")).await,
            vec![
                r#"<input class="email""#,
                r#"<input class="password""#,
                r#"<button id="loginButtonApp""#,
                "'sc-hKwDye fbVeFn sc-jRQBWg iZxZFG'",
            ],
        ),
        (texto(&http, &url).await, vec![r#"data-context="btn_ver_contas" href="/contas""#]),
        (
            texto(&http, &format!("{url}/contas")).await,
            vec![r#"<label class="sc-bdvvtL fNKGRl">CNPJ</label><div><div><div><div><div><input"#],
        ),
        (
            texto(&http, &format!("{url}/todas-as-contas?{CONSULTA}")).await,
            vec![r#"data-context="btn_filtrar""#, r#"<tbody class="sc-gsDKAQ sc-dkPtRN erBbkF cwekcn">"#],
        ),
        (
            texto(&http, &format!("{url}/api/contas/{CODIGO}")).await,
            vec![
                r#"<p class="sc-bdvvtL dxOhdO">Vencimento</p><p class="valor">10/11/2026</p>"#,
                r#"<a class="sc-eCImPb jxJukv" data-context="btn_contestar_conta" href="/contestar/1140001234202610">"#,
            ],
        ),
    ];
    for (pagina, trechos) in esperados {
        for trecho in trechos {
            assert!(pagina.contains(trecho), "falta {trecho} em:\n{pagina}");
        }
    }
}

#[tokio::test]
async fn senha_certa_leva_ao_pdf_e_cada_acesso_fica_anotado() {
    let (portal, http) = (portal().await, cliente());
    assert_eq!(entrar(&http, &portal, "errada").await, StatusCode::UNAUTHORIZED);
    assert_eq!(entrar(&http, &portal, "s3nha").await, StatusCode::OK);
    let resultado = linhas(&http, &portal).await;
    assert_eq!(resultado["total"], 1);
    assert_eq!(resultado["itens"][0]["celulas"][1], "1140001234");
    assert_eq!(resultado["itens"][0]["codigo"], CODIGO);

    let pdf = baixar(&http, &portal).await.bytes().await.unwrap();
    let lido = pdf_extract::extract_text_from_mem(&pdf).unwrap();
    assert!(lido.contains("R$ 123,45"), "{lido}");

    let acessos: Vec<_> = portal.acessos().into_iter().map(|a| (a.acao, a.login, a.resultado)).collect();
    let de_padaria = |acao, resultado| (acao, "padaria".to_owned(), resultado);
    assert_eq!(
        acessos,
        [de_padaria(Acao::Login, "recusado"), de_padaria(Acao::Login, "ok"), de_padaria(Acao::Download, "ok")]
    );
    let json: Value = texto(&http, &format!("{}/_acessos.json", portal.url())).await.parse().unwrap();
    assert_eq!(json[2]["codigo"], CODIGO);
}

#[tokio::test]
async fn sem_sessao_nao_ha_pagina_consulta_nem_pdf() {
    let (portal, http) = (portal().await, cliente());
    let entrada = http.get(format!("{}/todas-as-contas?{CONSULTA}", portal.url())).send().await.unwrap();
    assert_eq!(entrada.url().path(), "/");
    let consulta = http.get(format!("{}/api/contas", portal.url())).send().await.unwrap();
    assert_eq!(consulta.status(), StatusCode::UNAUTHORIZED);
    let pdf = baixar(&http, &portal).await;
    assert_eq!((pdf.status(), tipo(&pdf)), (StatusCode::UNAUTHORIZED, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn fatura_de_outro_login_nao_existe() {
    let (portal, http) = logado().await;
    portal.alterar(|dados| {
        let outra = ContaOi::nova("outra", "x").com_fatura("1150000000", "2026-10", 100, "2026-11-10");
        dados.contas.push(outra);
    });
    let alheia = format!("{}/api/invoices/pdf/1150000000202610", portal.url());
    assert_eq!(http.get(alheia).send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn credencial_invalida_recusa_a_senha_certa_so_as_vezes_armadas() {
    let (portal, http) = (portal().await, cliente());
    portal.falha("padaria", FalhaOi::CredencialInvalida, 1);
    assert_eq!(entrar(&http, &portal, "s3nha").await, StatusCode::UNAUTHORIZED);
    assert_eq!(entrar(&http, &portal, "s3nha").await, StatusCode::OK);
}

#[tokio::test]
async fn sessao_que_expira_responde_401_em_html_e_exige_novo_login() {
    let (portal, http) = logado().await;
    portal.falha("padaria", FalhaOi::SessaoExpira, 1);
    let resposta = baixar(&http, &portal).await;
    assert_eq!((resposta.status(), tipo(&resposta)), (StatusCode::UNAUTHORIZED, "text/html; charset=utf-8"));
    assert_eq!(baixar(&http, &portal).await.status(), StatusCode::UNAUTHORIZED);
    entrar(&http, &portal, "s3nha").await;
    assert_eq!(baixar(&http, &portal).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn download_pela_metade_promete_o_tamanho_inteiro_e_a_conexao_cai() {
    let (portal, http) = logado().await;
    let inteiro = baixar(&http, &portal).await.bytes().await.unwrap();
    portal.falha("*", FalhaOi::DownloadPelaMetade, 1);
    let resposta = baixar(&http, &portal).await;
    assert_eq!(resposta.status(), StatusCode::OK);
    assert_eq!(resposta.content_length(), Some(inteiro.len() as u64));
    assert!(resposta.bytes().await.is_err(), "o corpo tinha de ser cortado");
    assert_eq!(baixar(&http, &portal).await.bytes().await.unwrap(), inteiro);
}

#[tokio::test]
async fn pdf_truncado_chega_com_200_mas_nao_e_a_fatura() {
    let (portal, http) = logado().await;
    portal.falha("*", FalhaOi::PdfTruncado, 1);
    let resposta = baixar(&http, &portal).await;
    assert_eq!(resposta.status(), StatusCode::OK);
    let pdf = resposta.bytes().await.unwrap();
    assert!(pdf.starts_with(b"%PDF-") && !pdf.ends_with(b"%%EOF"));
}

#[tokio::test]
async fn html_no_lugar_do_pdf_chega_com_200() {
    let (portal, http) = logado().await;
    portal.falha("*", FalhaOi::HtmlNoLugarDoPdf, 1);
    let resposta = baixar(&http, &portal).await;
    assert_eq!((resposta.status(), tipo(&resposta)), (StatusCode::OK, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn fatura_indisponivel_esvazia_a_consulta() {
    let (portal, http) = logado().await;
    portal.falha("padaria", FalhaOi::FaturaIndisponivel, 1);
    assert_eq!(linhas(&http, &portal).await["total"], 0);
    assert_eq!(linhas(&http, &portal).await["total"], 1);
}

#[tokio::test]
async fn erro_500_atinge_um_pedido_e_passa() {
    let (portal, http) = logado().await;
    portal.falha("padaria", FalhaOi::Erro500, 1);
    let contas = format!("{}/contas", portal.url());
    assert_eq!(http.get(&contas).send().await.unwrap().status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(http.get(&contas).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn lentidao_soma_ao_tempo_de_cada_pedido_e_das_linhas() {
    let (portal, http) = logado().await;
    let demora = Duration::from_millis(150);
    portal.falha("padaria", FalhaOi::PortalLento { ms: 150 }, Vezes::Sempre);
    portal.falha("padaria", FalhaOi::LinhasLentas { ms: 150 }, 1);
    let inicio = Instant::now();
    linhas(&http, &portal).await;
    assert!(inicio.elapsed() >= demora * 2);
    portal.desarmar_falhas();
    assert_eq!(linhas(&http, &portal).await["envelhece"], false);
}
