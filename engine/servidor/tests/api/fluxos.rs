//! Começar instâncias pela API: uma por chave, várias com um resultado para cada, e decidir sem duplicar.

use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::Casa;

const CHAMADO: &str = r#"
esteira: v1
fluxo: chamado
titulo: Chamado
chave: entrada.numero
inicio: triar
passos:
  triar:
    tipo: tarefa
    titulo: Triar
    papeis: [APROVADOR]
    prazo: 1d
    decisoes: { atender: fim }
  fim: { tipo: fim }
"#;

const INSTANCIAS: &str = "/api/fluxos/chamado/instancias";

/// Uma casa com o fluxo publicado, e o token do administrador.
async fn casa() -> (Casa, String) {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let publicar = axum::http::Request::post("/api/fluxos")
        .header("authorization", format!("Bearer {admin}"))
        .header("content-type", "application/yaml")
        .body(CHAMADO.into())
        .unwrap();
    casa.mandar(publicar).await.deu(200);
    (casa, admin)
}

fn entrada(numero: impl Into<Value>) -> Value {
    json!({ "entrada": { "numero": numero.into() } })
}

#[tokio::test]
async fn a_mesma_chave_so_comeca_outra_depois_que_a_primeira_encerra() {
    let (casa, admin) = casa().await;
    let primeira = casa.pedir("POST", INSTANCIAS, Some(&admin), Some(entrada("7"))).await.deu(201);
    let id = primeira.json()["id"].clone();
    assert_eq!(primeira.cabecalho("location"), format!("/api/instancias/{}", id.as_str().unwrap()));
    let repetida = casa.pedir("POST", INSTANCIAS, Some(&admin), Some(entrada("7"))).await;
    repetida.e_problema(409, "instancia_viva");
    assert_eq!(repetida.json()["instancia_viva"], id);

    let abertas = casa.pedir("GET", "/api/aprovacoes?situacao=ABERTA", Some(&admin), None).await.deu(200).json();
    let decidir = format!("/api/aprovacoes/{}/decidir", abertas["itens"][0]["id"].as_str().unwrap());
    let atender = || Some(json!({ "decisao": "atender" }));
    let decidida = casa.pedir("POST", &decidir, Some(&admin), atender()).await.deu(200).json();
    assert_eq!((&decidida["situacao"], &decidida["decisao"]), (&json!("CONCLUIDA"), &json!("atender")));
    assert_eq!(casa.pedir("GET", decidir.trim_end_matches("/decidir"), Some(&admin), None).await.json(), decidida);
    casa.pedir("POST", &decidir, Some(&admin), atender()).await.e_problema(409, "tarefa_ja_decidida");
    let auditoria = casa.auditoria("tarefa", abertas["itens"][0]["id"].as_str().unwrap()).await;
    assert_eq!(auditoria.len(), 1, "{auditoria:?}");
    casa.pedir("POST", INSTANCIAS, Some(&admin), Some(entrada("7"))).await.deu(201);
}

#[tokio::test]
async fn em_lote_cada_uma_tem_o_seu_resultado() {
    let (casa, admin) = casa().await;
    let viva = casa.pedir("POST", INSTANCIAS, Some(&admin), Some(entrada("1"))).await.deu(201).json()["id"].clone();
    let entradas =
        json!({ "entradas": [{ "numero": "1" }, { "numero": "2" }, { "numero": true }, {}, { "numero": "2" }] });
    let caminho = format!("{INSTANCIAS}/em-lote");
    let lote = casa.pedir("POST", &caminho, Some(&admin), Some(entradas)).await.deu(200).json();
    let itens = lote["itens"].as_array().unwrap();
    let situacoes: Vec<_> = itens.iter().map(|item| item["situacao"].as_str().unwrap()).collect();
    assert_eq!(situacoes, ["JA_VIVE", "INICIADA", "RECUSADA", "RECUSADA", "JA_VIVE"]);
    assert_eq!((&itens[0]["id"], &itens[4]["id"]), (&viva, &itens[1]["id"]));
    assert_eq!(itens[2]["problema"]["erros"][0]["campo"], "entrada");

    let demais = json!({ "entradas": vec![json!({ "numero": "x" }); 501] });
    casa.pedir("POST", &caminho, Some(&admin), Some(demais)).await.e_problema(413, "limite_excedido");
}

#[tokio::test]
async fn quem_nao_executa_nao_comeca_e_fluxo_que_nao_existe_diz_que_nao_existe() {
    let (casa, admin) = casa().await;
    let aprovador = casa.token(Perfil::Aprovador).await;
    casa.pedir("POST", INSTANCIAS, Some(&aprovador), Some(entrada("1"))).await.e_problema(403, "sem_permissao");
    let outro = casa.pedir("POST", "/api/fluxos/outro/instancias", Some(&admin), Some(entrada("1"))).await;
    outro.e_problema(404, "nao_encontrado");
    casa.pedir("POST", INSTANCIAS, Some(&admin), Some(entrada(true))).await.e_problema(422, "campos_invalidos");
}
