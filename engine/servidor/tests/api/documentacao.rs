//! A descrição OpenAPI: retrato, e a promessa de que diz a verdade.

use std::collections::HashSet;

use serde_json::Value;

use crate::apoio::Casa;

/// Rotas que não pedem token.
pub const ABERTAS: [&str; 10] = [
    "/api/saude/vivo",
    "/api/saude/pronto",
    "/api/autenticacao/entrar",
    "/api/autenticacao/renovar",
    "/api/autenticacao/oidc/entrar",
    "/api/autenticacao/oidc/retorno",
    "/webhooks/{caminho}",
    "/webhooks/evolution/{caminho}",
    "/decidir/{token}",
    "/decidir/{token}/fatura",
];

pub fn operacoes(descricao: &Value) -> Vec<(String, String, Value)> {
    let caminhos = descricao["paths"].as_object().unwrap();
    let de_um = |(caminho, metodos): (&String, &Value)| {
        let caminho = caminho.clone();
        let metodos = metodos.as_object().unwrap().clone();
        metodos.into_iter().map(move |(metodo, operacao)| (metodo.to_uppercase(), caminho.clone(), operacao))
    };
    caminhos.iter().flat_map(de_um).collect()
}

#[test]
fn retrato_da_descricao() {
    insta::assert_json_snapshot!("openapi", esteira_servidor::openapi());
}

#[tokio::test]
async fn o_que_a_descricao_diz_existe_e_so_as_rotas_abertas_dispensam_token() {
    let casa = Casa::nova().await;
    let descricao = casa.pedir("GET", "/api/openapi.json", None, None).await.deu(200).json();
    assert_eq!(descricao["openapi"], "3.1.0");
    let mut ids = HashSet::new();
    for (metodo, caminho, operacao) in operacoes(&descricao) {
        assert!(ids.insert(operacao["operationId"].as_str().unwrap().to_owned()), "operationId repetido: {caminho}");
        assert!(operacao["summary"].is_string() && operacao["tags"].is_array(), "{metodo} {caminho} sem texto");
        let aberta = ABERTAS.contains(&caminho.as_str());
        assert_eq!(operacao["security"].is_null(), aberta, "{metodo} {caminho}");
        let concreto = com_ids(&caminho);
        let resposta = casa.pedir(&metodo, &concreto, None, None).await;
        assert_eq!(resposta.status == 401, !aberta, "{metodo} {concreto}: {} {}", resposta.status, resposta.texto);
    }
}

/// `{id}` vira um id qualquer.
pub fn com_ids(caminho: &str) -> String {
    let partes = caminho
        .split('/')
        .map(|parte| if parte.starts_with('{') { "00000000-0000-0000-0000-000000000000" } else { parte });
    partes.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn a_pagina_abre_sem_internet() {
    let casa = Casa::nova().await;
    let pagina = casa.pedir("GET", "/api/documentacao/", None, None).await.deu(200);
    assert!(pagina.cabecalho("content-type").starts_with("text/html"));
    assert!(pagina.cabecalho("content-security-policy").contains("default-src 'self'"));
    for atributo in ["src=\"", "href=\""] {
        for endereco in pagina.texto.split(atributo).skip(1).map(|resto| resto.split('"').next().unwrap()) {
            assert!(!endereco.contains("//"), "a página busca fora: {endereco}");
            let caminho = format!("/api/documentacao/{}", endereco.trim_start_matches("./"));
            casa.pedir("GET", &caminho, None, None).await.deu(200);
        }
    }
}
