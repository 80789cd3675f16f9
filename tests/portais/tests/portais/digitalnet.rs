//! O portal da Digitalnet e a sua API, por HTTP.

use std::sync::Arc;
use std::time::Duration;

use esteira_base::Instante;
use esteira_base::relogio::RelogioDeTeste;
use esteira_portais::{ClienteDigitalnet, DadosDigitalnet, FalhaDigitalnet, Opcoes, PortalDigitalnet};
use pdf_extract::{Document, LoadOptions};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::apoio::{cliente, texto};

async fn portal(opcoes: Opcoes) -> PortalDigitalnet {
    let padaria =
        ClienteDigitalnet::novo("padaria", "s3nha").com_contrato("Contrato 10", &[("A10", 123_456, "2026-10-20")]);
    PortalDigitalnet::subir_com(DadosDigitalnet::novos().cliente(padaria), opcoes).await.unwrap()
}

async fn token(http: &Client, portal: &PortalDigitalnet) -> String {
    let corpo = json!({ "login": "padaria", "senha": "s3nha" }).to_string();
    let resposta = http.post(format!("{}/auth", portal.url_da_api())).body(corpo).send().await.unwrap();
    resposta.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned()
}

async fn pdf(http: &Client, portal: &PortalDigitalnet, token: &str) -> reqwest::Response {
    let url = format!("{}/invoices/A10/pdf", portal.url_da_api());
    http.get(url).bearer_auth(token).send().await.unwrap()
}

#[tokio::test]
async fn a_pagina_tem_os_atributos_exatos_do_legado() {
    let portal = portal(Opcoes::default()).await;
    let pagina = texto(&cliente(), &portal.url()).await;
    for trecho in [
        "id: 'cpfcnpj'",
        "id: 'passwd'",
        "id: 'loginButton'",
        "'Fazer login'",
        "class: 'ml-3 text-sm font-medium text-gray-900'",
        "tabindex: 2",
        "class: 'flex items-center gap-1'",
        "'Não existem faturas pendentes para este contrato.'",
        "btn-base-submit",
        "card-invoice-text-color font-bold",
        "id: 'invoiceFirstElement'",
    ] {
        assert!(pagina.contains(trecho), "falta {trecho}");
    }
}

#[tokio::test]
async fn o_pdf_so_abre_com_o_comeco_do_cnpj_e_o_fiscal_abre_sem_senha() {
    let (portal, http) = (portal(Opcoes::default()).await, cliente());
    let token = token(&http, &portal).await;
    let fatura = pdf(&http, &portal, &token).await.bytes().await.unwrap();
    let abrir = |senha| Document::load_mem_with_options(&fatura, LoadOptions::with_password(senha));
    assert!(abrir("991").is_err());
    assert!(abrir("990").unwrap().extract_text(&[1]).unwrap().contains("R$ 1.234,56"));
    let url = format!("{}/invoices/fiscal-documents/A10", portal.url_da_api());
    let fiscal = http.get(url).bearer_auth(&token).send().await.unwrap().bytes().await.unwrap();
    assert!(pdf_extract::extract_text_from_mem(&fiscal).unwrap().contains("Nota fiscal"));
}

#[tokio::test]
async fn sem_token_ou_com_o_de_trezentos_segundos_a_api_nega() {
    let relogio = Arc::new(RelogioDeTeste::em(Instante::de_micros(1_800_000_000_000_000)));
    let portal = portal(Opcoes { relogio: relogio.clone(), ..Opcoes::default() }).await;
    let http = cliente();
    assert_eq!(pdf(&http, &portal, "inventado").await.status(), StatusCode::UNAUTHORIZED);
    let token = token(&http, &portal).await;
    relogio.avancar(Duration::from_secs(299));
    assert_eq!(pdf(&http, &portal, &token).await.status(), StatusCode::OK);
    relogio.avancar(Duration::from_secs(1));
    assert_eq!(pdf(&http, &portal, &token).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn token_vencido_atinge_um_pedido_e_passa() {
    let (portal, http) = (portal(Opcoes::default()).await, cliente());
    let token = token(&http, &portal).await;
    portal.falha("padaria", FalhaDigitalnet::TokenVencido, 1);
    assert_eq!(pdf(&http, &portal, &token).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(pdf(&http, &portal, &token).await.status(), StatusCode::OK);
}
