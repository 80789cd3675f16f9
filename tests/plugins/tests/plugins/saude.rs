//! A sonda de cada plugin, num Chromium de verdade: tudo no lugar, a página que mudou, e o portal que não atende, cada um com a sua resposta.
//!
//! A página que muda é a mesma, vista por seletores que já não casam: trocá-los no cadastro é o caminho que o produto dá.

use std::collections::BTreeMap;

use esteira_portais::{FalhaOi, PortalDigitalnet, PortalEmbratel, PortalNet, PortalOi, PortalSat, PortalVivo};
use esteira_portas::rpa::{DesfechoRpa, SeletorRpa};
use serde_json::{Value, json};

use crate::bancada::sondar;
use crate::portal::Portal;

/// O endereço de um portal que já saiu do ar.
async fn ninguem() -> String {
    let portal = <PortalOi as Portal>::subir().await;
    let url = portal.url();
    portal.parar().await;
    url
}

fn seletor(valor: &str) -> SeletorRpa {
    SeletorRpa { por: "css".to_owned(), valor: valor.to_owned() }
}

fn saida(desfecho: &DesfechoRpa) -> &Value {
    &desfecho.resultado.as_ref().unwrap_or_else(|erro| panic!("{erro:?}")).resultado
}

fn codigo(desfecho: &DesfechoRpa) -> &str {
    &desfecho.resultado.as_ref().unwrap_err().codigo
}

#[tokio::test(flavor = "multi_thread")]
async fn sonda_da_oi_distingue_desvio_pagina_que_mudou_e_portal_fora() {
    let portal = <PortalOi as Portal>::subir().await;
    let email = |alternativas: &[&str]| {
        let alternativas = alternativas.iter().map(|valor| seletor(valor)).collect();
        BTreeMap::from([("email".to_owned(), alternativas)])
    };
    let erro500 = <PortalOi as Portal>::subir().await;
    Portal::armar(&erro500, FalhaOi::Erro500);
    let [sadia, desvio, mudou, fora, quebrado] = sondar::<PortalOi, 5>([
        (portal.url(), BTreeMap::new()),
        (portal.url(), email(&["#nao-ha-mais", "input"])),
        (portal.url(), email(&["#nao-ha-mais"])),
        (ninguem().await, BTreeMap::new()),
        (erro500.url(), BTreeMap::new()),
    ])
    .await;
    let tudo = json!({ "achados": ["quadro_de_login", "email", "senha", "entrar", "ver_contas"], "faltam": [] });
    assert_eq!((saida(&sadia), sadia.desvios.len()), (&tudo, 0));
    assert_eq!(desvio.desvios[0].nome, "email");
    assert_eq!(saida(&mudou)["faltam"], json!(["email"]));
    assert_eq!((codigo(&fora), codigo(&quebrado)), ("portal_indisponivel", "portal_indisponivel"));
}

async fn em_dia<P: Portal>() {
    let portal = P::subir().await;
    let [sadia] = sondar::<P, 1>([(portal.url(), BTreeMap::new())]).await;
    assert_eq!((&saida(&sadia)["faltam"], sadia.desvios.len()), (&json!([]), 0), "{}", P::PLUGIN);
}

#[tokio::test(flavor = "multi_thread")]
async fn sondas_dos_outros_plugins_acham_tudo_no_portal_de_sempre() {
    em_dia::<PortalSat>().await;
    em_dia::<PortalEmbratel>().await;
    em_dia::<PortalDigitalnet>().await;
    em_dia::<PortalVivo>().await;
    em_dia::<PortalNet>().await;
}
