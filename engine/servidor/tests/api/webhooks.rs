//! Webhooks pela API: o cadastro, o segredo que só se vê uma vez, e a porta pública.

use axum::body::Body;
use axum::http::Request;
use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::{Casa, Resposta, webhook};

/// Do corpo `{"conta":"c1"}` com "um segredo de teste": `printf '{"conta":"c1"}' | openssl dgst -sha256 -hmac 'um segredo de teste'`.
const CORPO: &str = r#"{"conta":"c1"}"#;
const ASSINATURA: &str = "sha256=cf30c679b6d9b6883ad46c43db9e1221223ef88a18d09166b657901a92a99aa2";

async fn bater(casa: &Casa, endereco: &str, assinatura: &str, entrega: &str, corpo: impl Into<Body>) -> Resposta {
    let pedido = Request::post(endereco)
        .header("content-type", "application/json")
        .header("x-hub-signature-256", assinatura)
        .header("x-github-delivery", entrega)
        .header("x-api-key", "nao-guarde-isto");
    casa.mandar(pedido.body(corpo.into()).unwrap()).await
}

async fn criar(casa: &Casa, admin: &str) -> Value {
    let mut novo = webhook("Loja");
    novo["segredo"] = json!("um segredo de teste");
    casa.pedir("POST", "/api/webhooks", Some(admin), Some(novo)).await.deu(201).json()
}

#[tokio::test]
async fn a_porta_responde_so_202_401_404_ou_413() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let criado = criar(&casa, &admin).await;
    let porta = criado["endereco"].as_str().unwrap();
    assert!(porta.starts_with("/webhooks/") && porta.len() > 40, "{porta}");

    let aceito = bater(&casa, porta, ASSINATURA, "e1", CORPO).await.deu(202);
    assert!(aceito.json()["recebido"].is_string());
    bater(&casa, porta, ASSINATURA, "e1", CORPO).await.deu(202);
    let recusas = [
        bater(&casa, porta, ASSINATURA, "e2", r#"{"conta":"c2"}"#).await,
        bater(&casa, porta, &ASSINATURA[..20], "e2", CORPO).await,
        bater(&casa, porta, "", "e2", CORPO).await,
    ];
    for recusa in &recusas {
        recusa.e_problema(401, "nao_autenticado");
        assert_eq!(recusa.json(), recusas[0].json(), "a recusa não diz o que não conferiu");
    }
    bater(&casa, "/webhooks/outra", ASSINATURA, "e1", CORPO).await.e_problema(404, "nao_encontrado");
    bater(&casa, "/webhooks/%00", ASSINATURA, "e1", CORPO).await.e_problema(404, "nao_encontrado");
    let ninguem = format!("/webhooks/{}", "A".repeat(43));
    bater(&casa, &ninguem, ASSINATURA, "e1", CORPO).await.e_problema(404, "nao_encontrado");
    let enorme = "x".repeat(256 * 1024 + 1);
    bater(&casa, porta, ASSINATURA, "e1", enorme).await.e_problema(413, "corpo_grande_demais");
    casa.pedir("GET", porta, None, None).await.e_problema(405, "metodo_nao_aceito");

    let sinais = casa.pedir("GET", "/api/sinais", Some(&admin), None).await.deu(200).json();
    let itens = sinais["itens"].as_array().unwrap();
    assert_eq!(itens.len(), 1);
    assert_eq!((&itens[0]["correlacao"], &itens[0]["por"]), (&json!("c1"), &json!("webhook Loja")));

    let recebidos = format!("/api/webhooks/{}/recebidos", criado["id"].as_str().unwrap());
    let lista = casa.pedir("GET", &recebidos, Some(&admin), None).await.deu(200);
    assert!(!lista.texto.contains("nao-guarde-isto"), "{}", lista.texto);
    let lista = lista.json();
    let vereditos: Vec<_> = lista["itens"].as_array().unwrap().iter().map(|item| &item["veredito"]).collect();
    assert_eq!(vereditos, ["ACEITO", "REPETIDO", "RECUSADO", "RECUSADO", "RECUSADO"]);
    let recebido = format!("/api/webhooks/recebidos/{}", lista["itens"][0]["id"].as_str().unwrap());
    let corpo = casa.pedir("GET", &format!("{recebido}/corpo"), Some(&admin), None).await.deu(200);
    assert_eq!(corpo.texto, CORPO);
    assert!(corpo.cabecalho("content-disposition").starts_with("attachment"));
    let outro = casa.pedir("POST", &format!("{recebido}/reenviar"), Some(&admin), None).await.deu(202).json();
    assert_ne!(outro["id"], itens[0]["id"]);
    assert_eq!(casa.auditoria("webhook_recebido", recebido.rsplit('/').next().unwrap()).await.len(), 1);
}

#[tokio::test]
async fn o_segredo_so_se_ve_ao_criar_e_ao_trocar() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let criado = criar(&casa, &admin).await;
    assert_eq!(criado["segredo"], "um segredo de teste");
    let endereco = format!("/api/webhooks/{}", criado["id"].as_str().unwrap());
    let pedir = async |metodo: &str, caminho: &str, corpo: Option<Value>, revisao: &str| {
        casa.pedir_com(metodo, caminho, Some(&admin), corpo, &[("if-match", revisao)]).await
    };
    let trocar = format!("{endereco}/segredo");
    casa.pedir("POST", &trocar, Some(&admin), Some(json!({}))).await.e_problema(428, "falta_revisao");
    pedir("POST", &trocar, Some(json!({ "segredo": "curto" })), "\"1\"").await.e_problema(422, "campos_invalidos");
    let trocado = pedir("POST", &trocar, Some(json!({})), "\"1\"").await.deu(200).json();
    let sorteado = trocado["segredo"].as_str().unwrap();
    assert_eq!((sorteado.len(), &trocado["revisao"]), (43, &json!(2)));

    let novo = webhook("Loja nova");
    let mut com_segredo = novo.clone();
    com_segredo["segredo"] = json!("um segredo de teste");
    pedir("PUT", &endereco, Some(com_segredo), "\"2\"").await.e_problema(422, "campos_invalidos");
    pedir("PUT", &endereco, Some(novo.clone()), "\"1\"").await.e_problema(412, "revisao_velha");
    let alterado = pedir("PUT", &endereco, Some(novo), "\"2\"").await.deu(200);
    let lido = casa.pedir("GET", &endereco, Some(&admin), None).await.deu(200);
    assert_eq!((lido.cabecalho("etag"), &lido.texto), ("\"3\"", &alterado.texto));
    let lista = casa.pedir("GET", "/api/webhooks", Some(&admin), None).await.deu(200);
    for texto in [&lido.texto, &lista.texto] {
        assert!(!texto.contains("segredo de teste") && !texto.contains(sorteado), "{texto}");
    }
    casa.pedir("POST", "/api/webhooks", Some(&admin), Some(webhook("Loja nova")))
        .await
        .e_problema(409, "nome_ja_existe");
    pedir("DELETE", &endereco, None, "\"3\"").await.deu(204);
    casa.pedir("GET", &endereco, Some(&admin), None).await.e_problema(404, "nao_encontrado");
}
