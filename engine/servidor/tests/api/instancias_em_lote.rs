//! Incidentes, e ordens a muitas instâncias.

use serde_json::{Value, json};

use crate::instancias::{ORDEM, Oficina};

/// Três paradas em `preparar` e uma à espera de gente.
async fn com_paradas() -> (Oficina, Vec<String>, String) {
    let oficina = Oficina::nova().await;
    let mut paradas = Vec::new();
    for numero in ["1", "2", "3"] {
        paradas.push(oficina.iniciar(json!({ "numero": numero })).await);
    }
    let boa = oficina.iniciar(json!({ "numero": "4", "valor": 1 })).await;
    (oficina, paradas, boa)
}

impl Oficina {
    async fn em_lote(&self, pedido: Value) -> Value {
        self.admin("POST", "/api/instancias/em-lote", Some(pedido)).await.deu(200).json()
    }
}

fn ids(lote: &Value) -> Vec<&str> {
    lote["itens"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn incidentes_dizem_a_causa_e_o_que_fazer_e_se_contam_por_grupo() {
    let (oficina, paradas, _) = com_paradas().await;
    let pagina = oficina.admin("GET", "/api/instancias/incidentes?limite=2", None).await.deu(200).json();
    let primeiro = &pagina["itens"][0];
    assert_eq!((&primeiro["instancia_id"], &primeiro["passo"]), (&json!(paradas[0]), &json!("preparar")));
    assert!(primeiro["mensagem"].as_str().unwrap().contains("valor"), "{primeiro}");
    assert!(primeiro["acao_sugerida"].as_str().unwrap().contains("corrija"), "{primeiro}");
    assert_eq!(primeiro["desde"], "2026-11-22T04:00:00.000000Z");
    let codigo = primeiro["codigo"].as_str().unwrap();
    let grupo = json!({ "fluxo": "ordem", "passo": "preparar", "codigo": codigo, "quantos": 3 });
    assert_eq!((&pagina["grupos"], &pagina["contagem_completa"]), (&json!([grupo]), &json!(true)));
    let proximo = pagina["proximo"].as_str().unwrap();
    let caminho = format!("/api/instancias/incidentes?codigo={codigo}&depois_de={proximo}");
    let resto = oficina.admin("GET", &caminho, None).await.deu(200).json();
    assert_eq!((resto["itens"].as_array().unwrap().len(), &resto["proximo"]), (1, &Value::Null));
    let outro = oficina.admin("GET", "/api/instancias/incidentes?passo=conferir", None).await.deu(200).json();
    assert_eq!(outro["itens"], json!([]));
}

#[tokio::test]
async fn em_lote_toca_so_o_que_o_filtro_acha_e_simular_nao_toca_nada() {
    let (oficina, paradas, boa) = com_paradas().await;
    let pedido = |simular| {
        let filtro = json!({ "fluxo": "ordem", "passo": "preparar" });
        let parametros = json!({ "saida": {} });
        json!({ "acao": "pular", "filtro": filtro, "parametros": parametros, "simular": simular })
    };
    let simulada = oficina.em_lote(pedido(true)).await;
    assert_eq!(
        (ids(&simulada), &simulada["itens"][0]["ok"]),
        (paradas.iter().map(String::as_str).collect(), &json!(true))
    );
    let feita = oficina.em_lote(pedido(false)).await;
    assert_eq!((ids(&feita), &feita["proximo"]), (ids(&simulada), &Value::Null));
    assert_eq!(ids(&oficina.em_lote(pedido(true)).await), [""; 0], "já não estão em preparar");
    for id in &paradas {
        assert_eq!(oficina.casa.auditoria("instancia", id).await[0].0, "pular");
    }
    assert!(oficina.casa.auditoria("instancia", &boa).await.is_empty());
}

#[tokio::test]
async fn uma_recusada_nao_impede_as_outras() {
    let (oficina, paradas, boa) = com_paradas().await;
    let ninguem = "00000000-0000-0000-0000-000000000000";
    let repetir = json!({ "acao": "repetir", "filtro": { "ids": [paradas[0], boa, ninguem] } });
    let lote = oficina.em_lote(repetir).await;
    let codigo = |id: &str| {
        let item = lote["itens"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap();
        (item["ok"].as_bool().unwrap(), item["problema"]["codigo"].as_str().map(str::to_owned))
    };
    assert_eq!(codigo(&paradas[0]), (true, None));
    assert_eq!(codigo(&boa), (false, Some("sem_incidente".into())));
    assert_eq!(codigo(ninguem), (false, Some("nao_encontrado".into())));
}

#[tokio::test]
async fn migrar_em_lote_diz_o_que_falta_no_plano() {
    let (oficina, _, boa) = com_paradas().await;
    oficina.publicar(&ORDEM.replace("conferir", "revisar")).await;
    let pedido = |parametros: Value, simular| json!({ "acao": "migrar", "filtro": { "fluxo": "ordem" }, "parametros": parametros, "simular": simular });
    let simulada = oficina.em_lote(pedido(json!({}), true)).await;
    let impedidas: Vec<_> = simulada["itens"].as_array().unwrap().iter().filter(|item| item["ok"] == false).collect();
    assert_eq!((impedidas.len(), &impedidas[0]["id"]), (1, &json!(boa)), "{simulada}");
    assert!(impedidas[0]["problema"]["detail"].as_str().unwrap().contains("\"conferir\""), "{simulada}");
    let feita = oficina.em_lote(pedido(json!({ "plano": { "conferir": "revisar" } }), false)).await;
    assert!(feita["itens"].as_array().unwrap().iter().all(|item| item["ok"] == true), "{feita}");
}

#[tokio::test]
async fn filtro_vazio_e_parametro_errado_se_recusam() {
    let oficina = Oficina::nova().await;
    let pedir = async |corpo| oficina.admin("POST", "/api/instancias/em-lote", Some(corpo)).await;
    pedir(json!({ "acao": "retomar", "filtro": {} })).await.e_problema(422, "campos_invalidos");
    pedir(json!({ "acao": "retomar", "filtro": { "situacao": "X" } })).await.e_problema(422, "campos_invalidos");
    let errado =
        pedir(json!({ "acao": "pausar", "filtro": { "fluxo": "ordem" }, "parametros": { "razao": "x" } })).await;
    errado.e_problema(422, "campos_invalidos");
    assert_eq!(errado.json()["erros"][0]["campo"], "parametros.razao");
    let demais = vec!["00000000-0000-0000-0000-000000000000"; 501];
    pedir(json!({ "acao": "retomar", "filtro": { "ids": demais } })).await.e_problema(413, "limite_excedido");
}
