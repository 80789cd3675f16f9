//! Sinais pela API: guardados, repetidos com a mesma chave, listados.

use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::Casa;

fn pagamento(conta: &str) -> Value {
    json!({ "nome": "pagamento", "correlacao": conta, "dados": { "valor": 10 } })
}

#[tokio::test]
async fn o_que_ninguem_espera_fica_guardado_e_a_mesma_chave_responde_o_mesmo() {
    let casa = Casa::nova().await;
    let operador = casa.token(Perfil::Operador).await;
    let enviar = async |corpo: Value, chave: &str| {
        casa.pedir_com("POST", "/api/sinais", Some(&operador), Some(corpo), &[("idempotency-key", chave)]).await
    };
    let primeiro = enviar(pagamento("c1"), "k1").await.deu(202).json();
    assert_eq!((&primeiro["situacao"], &primeiro["instancia_id"]), (&json!("PENDENTE"), &Value::Null));
    assert_eq!(primeiro["por"], "Pessoa OPERADOR");
    let mut fora_de_ordem = json!({ "dados": { "valor": 10 }, "correlacao": "c1" });
    fora_de_ordem["nome"] = json!("pagamento");
    assert_eq!(enviar(fora_de_ordem, "k1").await.deu(202).json(), primeiro);
    enviar(pagamento("c2"), "k1").await.e_problema(409, "chave_reusada");
    enviar(pagamento("c2"), "webhook/1").await.e_problema(422, "campos_invalidos");

    let id = primeiro["id"].as_str().unwrap();
    let lido = casa.pedir("GET", &format!("/api/sinais/{id}"), Some(&operador), None).await.deu(200).json();
    assert_eq!(lido, primeiro);
    assert_eq!(casa.auditoria("sinal", id).await.len(), 1);
}

#[tokio::test]
async fn a_lista_filtra_e_pagina() {
    let casa = Casa::nova().await;
    let operador = casa.token(Perfil::Operador).await;
    for conta in ["c1", "c2", "c1"] {
        casa.pedir("POST", "/api/sinais", Some(&operador), Some(pagamento(conta))).await.deu(202);
    }
    let listar = async |consulta: &str| {
        casa.pedir("GET", &format!("/api/sinais?{consulta}"), Some(&operador), None).await.deu(200).json()
    };
    let contas = |lista: &Value| {
        let itens = lista["itens"].as_array().unwrap();
        itens.iter().map(|sinal| sinal["correlacao"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let primeira = listar("limite=2&situacao=PENDENTE&nome=pagamento").await;
    assert_eq!(contas(&primeira), ["c1", "c2"]);
    let segunda = listar(&format!("limite=2&depois_de={}", primeira["proximo"].as_str().unwrap())).await;
    assert_eq!((contas(&segunda), &segunda["proximo"]), (vec!["c1".to_owned()], &Value::Null));
    assert_eq!(contas(&listar("correlacao=c2").await), ["c2"]);
    assert_eq!(contas(&listar("situacao=ENTREGUE").await), Vec::<String>::new());
    casa.pedir("GET", "/api/sinais?situacao=PERDIDO", Some(&operador), None).await.e_problema(422, "campos_invalidos");
}

#[tokio::test]
async fn o_que_esta_torto_diz_onde() {
    let casa = Casa::nova().await;
    let operador = casa.token(Perfil::Operador).await;
    let torto = json!({ "nome": "Pagamento", "correlacao": "", "validade": "31d" });
    let recusa = casa.pedir("POST", "/api/sinais", Some(&operador), Some(torto)).await;
    recusa.e_problema(422, "campos_invalidos");
    let json = recusa.json();
    let campos: Vec<_> = json["erros"].as_array().unwrap().iter().map(|erro| &erro["campo"]).collect();
    assert_eq!(campos, ["nome", "correlacao", "validade"]);
    let sem_unidade = json!({ "nome": "a", "correlacao": "b", "validade": "30" });
    let recusa = casa.pedir("POST", "/api/sinais", Some(&operador), Some(sem_unidade)).await;
    assert!(recusa.deu(422).texto.contains("como 30s, 10m, 2h, 2d"));
    let ninguem = "/api/instancias/00000000-0000-0000-0000-000000000000/sinais";
    let direto = json!({ "nome": "pagamento" });
    casa.pedir("POST", ninguem, Some(&operador), Some(direto)).await.e_problema(404, "nao_encontrado");
}
