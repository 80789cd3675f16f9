//! As falhas armadas por HTTP, como faz quem demonstra.

use esteira_portais::{ContaOi, DadosOi, PortalOi};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::apoio::{cliente, texto};

#[tokio::test]
async fn falha_armada_por_json_vale_aparece_e_se_desarma() {
    let portal = PortalOi::subir(DadosOi::nova().conta(ContaOi::nova("ana", "x"))).await.unwrap();
    let http = cliente();
    let falhas = format!("{}/_controle/falhas", portal.url());
    let armada = json!({ "chave": "ana", "falha": "credencial_invalida", "vezes": 2 });
    let resposta = http.post(&falhas).body(armada.to_string()).send().await.unwrap();
    assert_eq!(resposta.status(), StatusCode::CREATED);

    let entrar =
        || http.post(format!("{}/api/login/customer", portal.url())).body(r#"{"email":"ana","password":"x"}"#).send();
    assert_eq!(entrar().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let lista: Value = texto(&http, &falhas).await.parse().unwrap();
    assert_eq!(lista, json!([{ "chave": "ana", "falha": "credencial_invalida", "vezes": 1 }]));
    assert!(texto(&http, &format!("{}/_controle", portal.url())).await.contains("credencial_invalida"));

    assert_eq!(http.delete(&falhas).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(entrar().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn json_errado_diz_o_que_mandar() {
    let portal = PortalOi::subir(DadosOi::nova()).await.unwrap();
    for corpo in
        ["", "{}", r#"{"falha":"inventada"}"#, r#"{"falha":"linhas_lentas"}"#, r#"{"falha":"erro_500","vezes":0}"#]
    {
        let resposta = cliente().post(format!("{}/_controle/falhas", portal.url())).body(corpo).send().await.unwrap();
        assert_eq!(resposta.status(), StatusCode::BAD_REQUEST, "{corpo}");
        assert!(resposta.json::<Value>().await.unwrap()["erro"].is_string(), "{corpo}");
    }
}

#[tokio::test]
async fn parar_libera_a_porta_para_outro_portal() {
    let portal = PortalOi::subir(DadosOi::nova()).await.unwrap();
    let porta: u16 = portal.url().rsplit(':').next().unwrap().parse().unwrap();
    portal.parar().await;
    PortalOi::subir_com(DadosOi::nova(), esteira_portais::Opcoes::na_porta(porta)).await.unwrap();
}
