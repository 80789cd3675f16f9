//! Retenção pela API: prazos com mínimo, guardas com motivo, e a conta do que iria.

use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::Casa;

#[tokio::test]
async fn prazo_abaixo_do_minimo_nao_passa_e_nada_muda() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let pedir = async |metodo: &str, corpo| casa.pedir(metodo, "/api/retencao", Some(&admin), corpo).await;
    let prazos = |prazos: Value| Some(json!({ "prazos": prazos }));
    let dias = |resposta: Value, especie: &str| {
        let prazos = resposta["prazos"].as_array().unwrap().clone();
        prazos.into_iter().find(|prazo| prazo["especie"] == especie).unwrap()["dias"].clone()
    };
    let antes = pedir("GET", None).await.deu(200).json();
    assert_eq!((dias(antes.clone(), "SINAIS"), dias(antes.clone(), "INSTANCIAS")), (json!(30), json!(365)));
    assert_eq!(antes["permanentes"][0]["o_que"], "auditoria");

    for ruim in [
        json!([{ "especie": "SINAIS", "dias": 60 }, { "especie": "INSTANCIAS", "dias": 1 }]),
        json!([{ "especie": "AUDITORIA", "dias": 60 }]),
        json!([{ "especie": "SINAIS" }]),
        json!([{ "especie": "SINAIS", "dias": 99_999_999 }]),
    ] {
        pedir("PUT", prazos(ruim)).await.e_problema(422, "campos_invalidos");
    }
    assert_eq!(pedir("GET", None).await.json(), antes);

    let novos = json!([{ "especie": "SINAIS", "dias": 60 }, { "especie": "INSTANCIAS", "dias": null }]);
    let depois = pedir("PUT", prazos(novos)).await.deu(200).json();
    assert_eq!((dias(depois.clone(), "SINAIS"), dias(depois.clone(), "INSTANCIAS")), (json!(60), Value::Null));
    assert_eq!(pedir("GET", None).await.json(), depois);
    let auditoria = casa.auditoria("retencao", "prazos").await;
    assert!(auditoria.len() == 1 && auditoria[0].1.contains("\"SINAIS\":30"), "{auditoria:?}");
}

#[tokio::test]
async fn guarda_tem_um_alvo_e_um_motivo_e_se_levanta_uma_vez() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let pedir = async |metodo: &str, caminho: &str, corpo| {
        casa.pedir(metodo, &format!("/api/retencao{caminho}"), Some(&admin), corpo).await
    };
    let nada = "00000000-0000-0000-0000-000000000000";
    let dois = json!({ "instancia_id": nada, "chave": "c", "motivo": "x" });
    pedir("POST", "/guardas", Some(dois)).await.e_problema(422, "campos_invalidos");
    pedir("POST", "/guardas", Some(json!({ "motivo": "x" }))).await.e_problema(422, "campos_invalidos");
    pedir("POST", "/guardas", Some(json!({ "chave": "c", "motivo": " " }))).await.e_problema(422, "campos_invalidos");
    for alvo in ["instancia_id", "processo_id"] {
        let erro = pedir("POST", "/guardas", Some(json!({ alvo: nada, "motivo": "x" }))).await;
        erro.e_problema(404, "nao_encontrado");
    }
    let corpo = json!({ "chave": "hash/2026-10", "motivo": "Ofício 12/2026" });
    let posta = pedir("POST", "/guardas", Some(corpo)).await.deu(201).json();
    assert_eq!((&posta["chave"], &posta["levantada_em"]), (&json!("hash/2026-10"), &Value::Null));
    let vigentes = pedir("GET", "/guardas?vigentes=true", None).await.deu(200).json();
    assert_eq!(vigentes["itens"], json!([posta]));

    let id = posta["id"].as_str().unwrap();
    let levantar = format!("/guardas/{id}/levantar");
    let levantada = pedir("POST", &levantar, Some(json!({ "motivo": "acordo" }))).await.deu(200).json();
    assert_eq!(levantada["levantada_porque"], "acordo");
    let outra_vez = pedir("POST", &levantar, Some(json!({ "motivo": "acordo" }))).await;
    outra_vez.e_problema(409, "guarda_ja_levantada");
    assert_eq!(pedir("GET", "/guardas?vigentes=true", None).await.json()["itens"], json!([]));
    assert_eq!(pedir("GET", "/guardas", None).await.json()["itens"], json!([levantada]));
    let acoes: Vec<_> = casa.auditoria("guarda_legal", id).await.into_iter().map(|(acao, _)| acao).collect();
    assert_eq!(acoes, ["por", "levantar"]);

    let simulacao = pedir("GET", "/simulacao", None).await.deu(200).json();
    let contas: Vec<_> = simulacao["itens"].as_array().unwrap().iter().map(|item| item["vencidas"].clone()).collect();
    assert_eq!(contas, vec![json!(0); 7]);
}
