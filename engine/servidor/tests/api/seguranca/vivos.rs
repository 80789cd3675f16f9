//! O que se acompanha ao vivo acaba com o acesso, e diz que foi por isso.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use esteira_dominio::Perfil;
use futures::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::apoio::{Casa, SENHA};
use crate::execucoes::em_curso;

const PRAZO: Duration = Duration::from_secs(20);

/// Abre o fluxo, espera a última linha que há, faz o que mandam, e devolve o que ainda chegou.
async fn acompanhar(casa: &Casa, caminho: &str, token: &str, depois: impl Future<Output = ()>) -> String {
    let pedido = Request::get(caminho).header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
    let mut corpo = casa.rotas.clone().oneshot(pedido).await.unwrap().into_body().into_data_stream();
    let mut texto = String::new();
    let ler = async {
        while !texto.contains("entrou") {
            texto.push_str(&String::from_utf8_lossy(&corpo.next().await.unwrap().unwrap()));
        }
        depois.await;
        let mut resto = String::new();
        while let Some(pedaco) = corpo.next().await {
            resto.push_str(&String::from_utf8_lossy(&pedaco.unwrap()));
        }
        resto
    };
    tokio::time::timeout(PRAZO, ler).await.expect("o fluxo não acabou")
}

#[tokio::test]
async fn os_logs_acabam_quando_a_pessoa_o_token_ou_a_sessao_deixa_de_valer() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let caminho = format!("/api/execucoes/{}/logs/ao-vivo", em_curso(&casa, &admin).await);
    let pedir = |metodo: &'static str, caminho: String, token: String, corpo: Option<Value>| {
        let casa = &casa;
        async move {
            let resposta = casa.pedir(metodo, &caminho, Some(&token), corpo).await;
            assert!(resposta.status.is_success(), "{}", resposta.texto);
        }
    };

    let pedido = json!({ "nome": "ERP", "escopos": ["VER_TUDO"], "dias": 30 });
    let token = casa.pedir("POST", "/api/tokens", Some(&admin), Some(pedido)).await.deu(201).json();
    let revogar = format!("/api/tokens/{}/revogar", token["id"].as_str().unwrap());
    let segredo = token["segredo"].as_str().unwrap();
    let revogado = acompanhar(&casa, &caminho, segredo, pedir("POST", revogar, admin.clone(), None)).await;

    casa.token(Perfil::Operador).await;
    let entrada = casa.entrar("operador@exemplo.com.br", SENHA).await.deu(200).json();
    let acesso = entrada["token_de_acesso"].as_str().unwrap().to_owned();
    let sair = json!({ "token_de_renovacao": entrada["token_de_renovacao"] });
    let sair = pedir("POST", "/api/autenticacao/sair".into(), acesso.clone(), Some(sair));
    let saiu = acompanhar(&casa, &caminho, &acesso, sair).await;

    let entrada = casa.entrar("operador@exemplo.com.br", SENHA).await.deu(200).json();
    let acesso = entrada["token_de_acesso"].as_str().unwrap().to_owned();
    let usuario = format!("/api/usuarios/{}", entrada["usuario"]["id"].as_str().unwrap());
    let desativar = pedir("PATCH", usuario, admin.clone(), Some(json!({ "status_ativo": false })));
    let desativado = acompanhar(&casa, &caminho, &acesso, desativar).await;

    for resto in [revogado, saiu, desativado] {
        assert!(resto.contains("event: sem_acesso\n"), "{resto}");
        assert!(!resto.contains("event: linha"), "{resto}");
    }
}
