//! Entrar, renovar, sair; e o que um token vale.

use std::time::Duration;

use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::{Casa, SENHA};

const ADMIN: &str = "admin@exemplo.com.br";
const QUINZE_MINUTOS: Duration = Duration::from_secs(15 * 60);

async fn renovar(casa: &Casa, token: &Value) -> crate::apoio::Resposta {
    casa.pedir("POST", "/api/autenticacao/renovar", None, Some(json!({ "token_de_renovacao": token }))).await
}

async fn eu(casa: &Casa, token: &str) -> crate::apoio::Resposta {
    casa.pedir("GET", "/api/autenticacao/eu", Some(token), None).await
}

#[tokio::test]
async fn quem_entra_sabe_quem_e_e_o_que_pode() {
    let casa = Casa::nova().await;
    let entrada = casa.entrar(" ADMIN@exemplo.com.br ", SENHA).await.deu(200).json();
    assert_eq!(entrada["expira_em"], 900);
    let eu = eu(&casa, entrada["token_de_acesso"].as_str().unwrap()).await.deu(200).json();
    assert_eq!((&eu["email"], &eu["perfil_usuario"]), (&json!(ADMIN), &json!("ADMINISTRADOR")));
    assert!(eu["pode"].as_array().unwrap().contains(&json!("GERIR_USUARIOS")));
    let acoes = casa.auditoria("usuario", eu["id"].as_str().unwrap()).await;
    assert_eq!(acoes.iter().map(|(acao, _)| acao.as_str()).collect::<Vec<_>>(), ["criar", "entrar"]);
    assert!(acoes.iter().all(|(_, dados)| !dados.contains("argon2") && !dados.contains(SENHA)));
}

#[tokio::test]
async fn token_ausente_adulterado_de_outra_chave_ou_vencido_nao_vale() {
    let casa = Casa::nova().await;
    let bom = casa.token(Perfil::Administrador).await;
    let (cabeca_e_corpo, assinatura) = bom.rsplit_once('.').unwrap();
    let corpo = cabeca_e_corpo.split_once('.').unwrap().1;
    // {"alg":"none","typ":"JWT"}
    let sem_assinatura = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{corpo}.");
    let trocada: String = assinatura.chars().rev().collect();
    for ruim in ["", "lixo", "a.b.c", &format!("{cabeca_e_corpo}.{trocada}"), &sem_assinatura] {
        let resposta = eu(&casa, ruim).await;
        resposta.e_problema(401, "nao_autenticado");
        assert_eq!(resposta.cabecalho("www-authenticate"), "Bearer");
    }
    casa.pedir("GET", "/api/autenticacao/eu", None, None).await.e_problema(401, "nao_autenticado");

    let outra = Casa::nova().await;
    let de_outra_casa = outra.token(Perfil::Administrador).await;
    eu(&casa, &de_outra_casa).await.e_problema(401, "nao_autenticado");

    casa.relogio.avancar(QUINZE_MINUTOS - Duration::from_secs(1));
    eu(&casa, &bom).await.deu(200);
    casa.relogio.avancar(Duration::from_secs(1));
    eu(&casa, &bom).await.e_problema(401, "nao_autenticado");
}

#[tokio::test]
async fn cinco_erros_bloqueiam_por_quinze_minutos_e_por_fora_tudo_parece_igual() {
    let casa = Casa::nova().await;
    let desconhecido = casa.entrar("ninguem@exemplo.com.br", "outra senha qualquer").await;
    for _ in 0..5 {
        let errada = casa.entrar(ADMIN, "outra senha qualquer").await;
        assert_eq!((errada.status, &errada.texto), (desconhecido.status, &desconhecido.texto));
    }
    casa.entrar(ADMIN, SENHA).await.e_problema(401, "nao_autenticado");
    casa.relogio.avancar(QUINZE_MINUTOS - Duration::from_secs(1));
    casa.entrar(ADMIN, SENHA).await.e_problema(401, "nao_autenticado");
    casa.relogio.avancar(Duration::from_secs(1));
    casa.entrar(ADMIN, SENHA).await.deu(200);
    for _ in 0..4 {
        casa.entrar(ADMIN, "outra senha qualquer").await.e_problema(401, "nao_autenticado");
    }
    casa.entrar(ADMIN, SENHA).await.deu(200);
}

#[tokio::test]
async fn tentativas_simultaneas_nao_passam_do_maximo() {
    let casa = Casa::nova().await;
    let id = casa.entrar(ADMIN, SENHA).await.json()["usuario"]["id"].as_str().unwrap().to_owned();
    let palpites: Vec<String> = (0..12).map(|n| format!("palpite numero {n}")).collect();
    let tentativas = palpites.iter().map(|palpite| casa.entrar(ADMIN, palpite));
    futures::future::join_all(tentativas).await;
    let conferidas = casa.auditoria("usuario", &id).await;
    let conferidas =
        conferidas.iter().filter(|(acao, dados)| acao == "entrada_recusada" && dados.contains("\"senha\""));
    assert_eq!(conferidas.count(), 5);
}

#[tokio::test]
async fn renovar_troca_o_token_e_usar_o_velho_derruba_todas_as_sessoes() {
    let casa = Casa::nova().await;
    let primeira = casa.entrar(ADMIN, SENHA).await.json()["token_de_renovacao"].clone();
    let outro_aparelho = casa.entrar(ADMIN, SENHA).await.json()["token_de_renovacao"].clone();
    let segunda = renovar(&casa, &primeira).await.deu(200).json();
    eu(&casa, segunda["token_de_acesso"].as_str().unwrap()).await.deu(200);

    renovar(&casa, &primeira).await.e_problema(401, "nao_autenticado");
    renovar(&casa, &segunda["token_de_renovacao"]).await.e_problema(401, "nao_autenticado");
    renovar(&casa, &outro_aparelho).await.e_problema(401, "nao_autenticado");
    casa.entrar(ADMIN, SENHA).await.deu(200);
}

#[tokio::test]
async fn token_de_renovacao_vence() {
    let casa = Casa::nova().await;
    let token = casa.entrar(ADMIN, SENHA).await.json()["token_de_renovacao"].clone();
    casa.relogio.avancar(casa.app.configuracao.validade_da_renovacao);
    renovar(&casa, &token).await.e_problema(401, "nao_autenticado");
    for lixo in ["", "x.y", "00000000000000000000000000000000.AAAA"] {
        renovar(&casa, &json!(lixo)).await.e_problema(401, "nao_autenticado");
    }
}

#[tokio::test]
async fn quem_sai_nao_renova() {
    let casa = Casa::nova().await;
    let entrada = casa.entrar(ADMIN, SENHA).await.json();
    let acesso = entrada["token_de_acesso"].as_str().unwrap();
    let corpo = json!({ "token_de_renovacao": entrada["token_de_renovacao"] });
    casa.pedir("POST", "/api/autenticacao/sair", Some(acesso), Some(corpo.clone())).await.deu(204);
    // Quem já saiu não tem com que sair de novo.
    casa.pedir("POST", "/api/autenticacao/sair", Some(acesso), Some(corpo)).await.e_problema(401, "nao_autenticado");
    renovar(&casa, &entrada["token_de_renovacao"]).await.e_problema(401, "nao_autenticado");
}
