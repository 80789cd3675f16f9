//! Tokens de integração: um programa age por alguém, só no que se lhe concedeu.

use std::time::Duration;

use esteira_dominio::Perfil;
use serde_json::json;

use crate::apoio::{Casa, operadora};

async fn criar(casa: &Casa, admin: &str, escopos: &[&str]) -> (String, String) {
    let pedido = json!({ "nome": "ERP", "escopos": escopos, "dias": 30 });
    let criado = casa.pedir("POST", "/api/tokens", Some(admin), Some(pedido)).await.deu(201).json();
    (criado["id"].as_str().unwrap().to_owned(), criado["segredo"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn so_pode_o_que_se_lhe_concedeu_e_fica_registrado_como_ele() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let (_, le) = criar(&casa, &admin, &["VER_TUDO"]).await;
    casa.pedir("GET", "/api/operadoras", Some(&le), None).await.deu(200);
    casa.pedir("POST", "/api/operadoras", Some(&le), Some(operadora("OI"))).await.e_problema(403, "fora_do_escopo");
    casa.pedir("GET", "/api/auditoria", Some(&le), None).await.e_problema(403, "fora_do_escopo");

    let (_, cadastra) = criar(&casa, &admin, &["VER_TUDO", "GERIR_CADASTRO"]).await;
    let criada = casa.pedir("POST", "/api/operadoras", Some(&cadastra), Some(operadora("OI"))).await.deu(201).json();
    let caminho = format!("/api/auditoria?alvo_id={}", criada["id"].as_str().unwrap());
    let registro = casa.pedir("GET", &caminho, Some(&admin), None).await.deu(200).json()["itens"][0].clone();
    assert!(registro["usuario_nome"].as_str().unwrap().starts_with("ERP (por "), "{registro}");
}

#[tokio::test]
async fn sem_o_escopo_de_aprovar_nao_ha_papel_que_decida() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let (_, le) = criar(&casa, &admin, &["VER_TUDO"]).await;
    let abertas = casa.pedir("GET", "/api/aprovacoes?situacao=ABERTA", Some(&le), None).await.deu(200).json();
    assert_eq!(abertas["itens"], json!([]));
    let qualquer = "/api/aprovacoes/00000000-0000-0000-0000-000000000001/aprovar";
    casa.pedir("POST", qualquer, Some(&le), Some(json!({}))).await.e_problema(403, "fora_do_escopo");
}

#[tokio::test]
async fn revogado_ou_vencido_ja_nao_serve_e_o_segredo_nao_se_mostra_de_novo() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let (id, revogado) = criar(&casa, &admin, &["VER_TUDO"]).await;
    let (_, vencido) = criar(&casa, &admin, &["VER_TUDO"]).await;
    casa.pedir("GET", "/api/operadoras", Some(&revogado), None).await.deu(200);
    let lista = casa.pedir("GET", "/api/tokens", Some(&admin), None).await.deu(200);
    assert!(
        !lista.texto.contains(&revogado) && lista.json()["itens"].as_array().unwrap().len() == 2,
        "{}",
        lista.texto
    );
    casa.pedir("POST", &format!("/api/tokens/{id}/revogar"), Some(&admin), None).await.deu(204);
    casa.pedir("GET", "/api/operadoras", Some(&revogado), None).await.e_problema(401, "nao_autenticado");
    casa.relogio.avancar(Duration::from_secs(31 * 86_400));
    casa.pedir("GET", "/api/operadoras", Some(&vencido), None).await.e_problema(401, "nao_autenticado");
    for falso in ["esteira_", "esteira_x.y", &revogado[..revogado.len() - 1]] {
        casa.pedir("GET", "/api/operadoras", Some(falso), None).await.e_problema(401, "nao_autenticado");
    }
}

#[tokio::test]
async fn so_o_administrador_cria_e_nao_concede_o_que_nao_existe() {
    let casa = Casa::nova().await;
    let (admin, operador) = (casa.token(Perfil::Administrador).await, casa.token(Perfil::Operador).await);
    let pedido = json!({ "nome": "ERP", "escopos": ["VER_TUDO"], "dias": 30 });
    casa.pedir("POST", "/api/tokens", Some(&operador), Some(pedido.clone())).await.e_problema(403, "sem_permissao");
    for (campo, valor) in [
        ("escopos", json!([])),
        ("escopos", json!(["GERIR_USUARIOS"])),
        ("escopos", json!(["VOAR"])),
        ("dias", json!(366)),
        ("nome", json!(" ")),
    ] {
        let mut torto = pedido.clone();
        torto[campo] = valor;
        assert_eq!(casa.pedir("POST", "/api/tokens", Some(&admin), Some(torto)).await.status, 422, "{campo}");
    }
    let (_, cadastra) = criar(&casa, &admin, &["GERIR_CADASTRO"]).await;
    casa.pedir("POST", "/api/tokens", Some(&cadastra), Some(pedido)).await.e_problema(403, "fora_do_escopo");
}
