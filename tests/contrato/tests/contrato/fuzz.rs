//! Cada operação com milhares de pedidos, bons e ruins, tirados da descrição.

use std::process::Command;

use esteira_cenario::dados::{ADMINISTRADOR, SENHA};
use serde_json::json;

use crate::cena::Cena;
use crate::ferramentas::{preparar, rodar};

/// O que se confere em cada resposta.
const CONFERENCIAS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                            response_headers_conformance,response_schema_conformance";
/// Não acabam sozinhas: têm os seus testes.
const AO_VIVO: &str = "ao-vivo";

#[tokio::test(flavor = "multi_thread")]
async fn nenhum_pedido_derruba_nem_se_responde_fora_da_descricao() {
    let cena = Cena::subir().await;
    // Algo que listar, ler e mudar.
    let operadora = json!({ "nome": "Oi", "codigo": "OI", "possui_rpa": false, "status_ativo": true });
    let operadora = cena.sessao.criar("/api/operadoras", operadora).await.unwrap();
    let cliente = json!({
        "razao_social": "Padaria Aurora Ltda", "nome_sat": "PADARIA AURORA", "cnpj": "11.222.333/0001-81",
        "operadora_id": operadora["id"],
    });
    cena.sessao.criar("/api/clientes", cliente).await.unwrap();
    cena.sessao.criar("/api/processos/mensal", json!({ "mes_ano": "2026-10" })).await.unwrap();

    let bin = preparar();
    let (descricao, token) = (format!("{}/api/openapi.json", cena.esteira.url), cena.sessao.token().to_owned());
    let pasta = cena.pasta.path().to_owned();
    let fuzz = tokio::task::spawn_blocking(move || {
        let mut comando = Command::new(bin.join("schemathesis"));
        comando
            .current_dir(pasta)
            .args(["run", &descricao, "--checks", CONFERENCIAS, "--exclude-path-regex", AO_VIVO])
            .args(["--phases", "examples,coverage,fuzzing", "--max-examples", "5", "--seed", "20261122", "--no-shrink"])
            .args(["--request-timeout", "60", "--continue-on-failure", "--warnings", "off"])
            .arg("--header")
            .arg(format!("Authorization: Bearer {token}"));
        rodar(&mut comando)
    });
    let saida = fuzz.await.unwrap();
    assert!(saida.contains("No issues found"), "{saida}");

    // Depois de tudo, ainda atende quem entra.
    esteira_cenario::api::Sessao::entrar(&cena.esteira.url, ADMINISTRADOR, SENHA).await.unwrap();
}
