//! Todo erro tem a mesma forma, venha de onde vier, e diz o que fazer.

use axum::body::Body;
use axum::http::Request;
use esteira_dominio::Perfil;
use serde_json::json;

use crate::apoio::Casa;

async fn mandar_corpo(casa: &Casa, tipo: Option<&str>, corpo: impl Into<Body>) -> crate::apoio::Resposta {
    let mut pedido = Request::post("/api/autenticacao/entrar");
    if let Some(tipo) = tipo {
        pedido = pedido.header("content-type", tipo);
    }
    casa.mandar(pedido.body(corpo.into()).unwrap()).await
}

#[tokio::test]
async fn os_erros_do_proprio_servidor_tambem_sao_problemas() {
    let casa = Casa::nova().await;
    let nada = casa.pedir("GET", "/api/nada?segredo=x", None, None).await;
    nada.e_problema(404, "rota_desconhecida");
    assert_eq!(nada.json()["instance"], "/api/nada");
    assert_eq!(nada.json()["type"], "urn:esteira:problema:rota_desconhecida");
    assert_eq!(nada.json()["status"], 404);
    assert!(!nada.cabecalho("x-request-id").is_empty());

    let metodo = casa.pedir("DELETE", "/api/operadoras", None, None).await;
    metodo.e_problema(405, "metodo_nao_aceito");
    assert_eq!(metodo.cabecalho("allow"), "GET,HEAD,POST");

    let json = Some("application/json");
    mandar_corpo(&casa, None, "{}").await.e_problema(415, "tipo_nao_aceito");
    mandar_corpo(&casa, Some("text/plain"), "{}").await.e_problema(415, "tipo_nao_aceito");
    let grande = mandar_corpo(&casa, json, " ".repeat(1024 * 1024 + 1)).await;
    grande.e_problema(413, "corpo_grande_demais");
    assert_eq!(grande.cabecalho("connection"), "close", "o resto do corpo fica por ler");
}

#[tokio::test]
async fn json_ruim_diz_onde_e_por_que_sem_repetir_o_que_veio() {
    let casa = Casa::nova().await;
    let tipo = Some("application/json; charset=utf-8");
    let torto = mandar_corpo(&casa, tipo, "{\n  \"email\": \"a@b.co\"\n  \"senha\": \"x\"\n}").await;
    torto.e_problema(400, "json_malformado");
    assert_eq!(torto.json()["detail"], "o corpo não é JSON válido; linha 3, coluna 3: falta , ou }");

    let falta = mandar_corpo(&casa, tipo, r#"{"email":"a@b.co"}"#).await;
    falta.e_problema(422, "campos_invalidos");
    assert_eq!(falta.json()["erros"][0]["campo"], "senha");

    let trocado = mandar_corpo(&casa, tipo, r#"{"email":{"senha":"muito-secreta"},"senha":1}"#).await;
    trocado.e_problema(422, "corpo_invalido");
    assert!(trocado.texto.contains("veio um objeto, era esperado um texto"), "{}", trocado.texto);
    assert!(!trocado.texto.contains("secreta"));
}

#[tokio::test]
async fn id_malformado_e_id_que_nao_existe_sao_coisas_diferentes() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    casa.pedir("GET", "/api/clientes/123", Some(&admin), None).await.e_problema(400, "caminho_invalido");
    let ninguem = "/api/clientes/00000000-0000-0000-0000-000000000000";
    casa.pedir("GET", ninguem, Some(&admin), None).await.e_problema(404, "nao_encontrado");
}

#[tokio::test]
async fn quando_o_banco_some_nada_de_dentro_aparece() {
    let casa = Casa::nova().await;
    casa.pedir("GET", "/api/saude/pronto", None, None).await.deu(200);
    casa.app.armazem.fechar().await;
    let fora = casa.pedir("GET", "/api/saude/pronto", None, None).await;
    fora.e_problema(503, "indisponivel");
    assert_eq!(fora.cabecalho("retry-after"), "5");
    assert!(!fora.texto.to_lowercase().contains("pool") && !fora.texto.contains("sqlite"), "{}", fora.texto);
    casa.pedir("GET", "/api/saude/vivo/", None, None).await.deu(200);
}

#[tokio::test]
async fn toda_resposta_leva_os_cabecalhos_de_seguranca_e_um_id_nosso() {
    let casa = Casa::nova().await;
    let resposta = casa.pedir_com("GET", "/api/saude/vivo", None, None, &[("x-request-id", "de-fora")]).await.deu(200);
    assert_eq!(resposta.json(), json!({ "situacao": "vivo" }));
    assert_eq!(resposta.cabecalho("x-content-type-options"), "nosniff");
    assert_eq!(resposta.cabecalho("cache-control"), "no-store");
    assert!(resposta.cabecalho("content-security-policy").starts_with("default-src 'none'"));
    let outros = [
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    for (nome, valor) in outros {
        assert_eq!(resposta.cabecalho(nome), valor);
    }
    assert!(!["", "de-fora"].contains(&resposta.cabecalho("x-request-id")));
}
