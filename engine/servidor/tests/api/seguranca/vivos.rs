//! O que se acompanha ao vivo acaba com o acesso, e diz que foi por isso.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use esteira_armazem::faturas::FimDaExecucao;
use esteira_dominio::Perfil;
use esteira_servidor::OpcoesDoServidor;
use futures::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::apoio::{Casa, INICIO, SENHA};
use crate::execucoes::{em_curso, linha};

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

#[tokio::test]
async fn quem_se_reconecta_nao_perde_nem_repete_linha_e_o_servidor_que_para_se_despede() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let execucao = em_curso(&casa, &admin).await;
    let caminho = format!("/api/execucoes/{execucao}/logs/ao-vivo");
    let opcoes = OpcoesDoServidor::default();
    let parar = opcoes.cancelamento.clone();
    let casa = casa.servida(opcoes);
    let despedida = acompanhar(&casa, &caminho, &admin, async { parar.cancel() }).await;
    assert!(despedida.contains("event: encerrando\n") && !despedida.contains("event: linha"), "{despedida}");

    // O que se escreveu enquanto ninguém olhava chega a quem volta, a partir da última que viu.
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    let novas = (3..=503).map(|numero| linha(numero, "enquanto isso")).collect();
    unidade.anotar_linhas(execucao, novas).await.unwrap();
    let fim = FimDaExecucao { status: "CONCLUIDO".to_owned(), ..FimDaExecucao::default() };
    unidade.encerrar_execucao(execucao, &fim, INICIO).await.unwrap();
    unidade.confirmar().await.unwrap();
    let casa = casa.servida(OpcoesDoServidor::default());
    let volta = casa.pedir_com("GET", &caminho, Some(&admin), None, &[("last-event-id", "2")]).await.deu(200);
    let ids = volta.texto.lines().filter_map(|linha| linha.strip_prefix("id: ")).map(|id| id.parse::<i64>().unwrap());
    assert_eq!(ids.collect::<Vec<_>>(), (3..=503).collect::<Vec<_>>());
    assert!(volta.texto.contains("event: fim\n"));
}
