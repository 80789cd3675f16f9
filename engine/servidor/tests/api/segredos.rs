//! Segredos: o valor entra e nunca sai.

use esteira_dominio::Perfil;
use serde_json::json;

use crate::apoio::Casa;

#[tokio::test]
async fn o_valor_nunca_volta() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let pedir = async |metodo: &str, caminho: &str, corpo| casa.pedir(metodo, caminho, Some(&admin), corpo).await;
    let valor = |texto: &str| Some(json!({ "valor": texto }));
    pedir("PUT", "/api/segredos/Token%20CRM", valor("x")).await.e_problema(422, "campos_invalidos");
    pedir("PUT", "/api/segredos/crm", valor("")).await.e_problema(422, "campos_invalidos");
    pedir("PUT", "/api/segredos/crm", valor("s3cr3to-1")).await.deu(204);
    pedir("PUT", "/api/segredos/crm", valor("s3cr3to-2")).await.deu(204);
    let lista = pedir("GET", "/api/segredos", None).await.deu(200);
    assert_eq!(
        (lista.json()["itens"][0]["nome"].as_str(), lista.json()["itens"].as_array().unwrap().len()),
        (Some("crm"), 1)
    );
    let auditoria = casa.auditoria("segredo", "crm").await;
    assert!(!lista.texto.contains("s3cr3to") && !format!("{auditoria:?}").contains("s3cr3to"));
    pedir("DELETE", "/api/segredos/crm", None).await.deu(204);
    pedir("DELETE", "/api/segredos/crm", None).await.e_problema(404, "nao_encontrado");
}
