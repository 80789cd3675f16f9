//! O que se registra: ninguém forja uma linha, segredo não aparece, e o e-mail que não existe custa a mesma conta que o que existe.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::apoio::{Casa, SENHA};

/// Os registros deste teste, como sairiam no terminal.
#[derive(Clone, Default)]
struct Registros(Arc<Mutex<Vec<u8>>>);

impl Write for Registros {
    fn write(&mut self, trecho: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(trecho)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Registros {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Registros {
    fn linhas(&self) -> Vec<String> {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap().lines().map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn quebra_de_linha_que_vem_de_fora_nao_forja_um_registro_e_segredo_nao_aparece() {
    let casa = Casa::nova().await;
    let registros = Registros::default();
    let assinante =
        tracing_subscriber::fmt().with_writer(registros.clone()).with_ansi(false).with_max_level(tracing::Level::TRACE);
    let _guarda = tracing::subscriber::set_default(assinante.finish());
    let forjado = "x\r\n2026-11-22T00:00:00Z  INFO forjado: entrada aceita";
    casa.entrar(&format!("{forjado}@exemplo.com.br"), SENHA).await.deu(401);
    casa.entrar("admin@exemplo.com.br", &format!("{forjado} {SENHA}")).await.deu(401);
    let segredo = casa.entrar("admin@exemplo.com.br", SENHA).await.deu(200).json();
    let caminho = "/api/x%0d%0a2026-11-22T00:00:00Z%20%20INFO%20forjado?senha=nao-registre";
    let pedido = Request::get(caminho)
        .header("user-agent", "a%0d%0aforjado")
        .header("x-request-id", "forjado")
        .header("x-forwarded-for", "forjado")
        .header("authorization", format!("Bearer {}", segredo["token_de_acesso"].as_str().unwrap()));
    casa.mandar(pedido.body(Body::empty()).unwrap()).await.deu(404);
    let nome = json!({ "nome": forjado, "codigo": forjado, "possui_rpa": false });
    casa.pedir("POST", "/api/operadoras", Some(segredo["token_de_acesso"].as_str().unwrap()), Some(nome)).await;

    let nossas: Vec<_> = registros.linhas().into_iter().filter(|linha| !linha.contains("sqlx")).collect();
    assert!(nossas.iter().any(|linha| linha.contains("respondido")), "{nossas:#?}");
    for linha in &nossas {
        assert!(!linha.contains("INFO forjado:") && !linha.starts_with("2026-11-22T00:00:00Z"), "{linha}");
    }
    let tudo = registros.linhas().join("\n");
    for texto in [
        SENHA,
        "nao-registre",
        segredo["token_de_acesso"].as_str().unwrap(),
        segredo["token_de_renovacao"].as_str().unwrap(),
    ] {
        assert!(!tudo.contains(texto), "{texto} nos registros");
    }
}

#[tokio::test]
async fn toda_entrada_custa_uma_conta_de_senha_exista_ou_nao_a_conta() {
    let casa = Casa::nova().await;
    let registros = Registros::default();
    let assinante = tracing_subscriber::fmt().with_writer(registros.clone()).with_max_level(tracing::Level::DEBUG);
    let _guarda = tracing::subscriber::set_default(assinante.finish());
    let contas = || registros.linhas().iter().filter(|linha| linha.contains("conta de senha")).count();
    let enorme = "x".repeat(10_000);
    for (n, (email, senha)) in [
        ("admin@exemplo.com.br", SENHA),
        ("admin@exemplo.com.br", "outra senha qualquer"),
        ("ninguem@exemplo.com.br", SENHA),
        ("isto não é e-mail", SENHA),
        ("ninguem@exemplo.com.br", enorme.as_str()),
        ("admin@exemplo.com.br", enorme.as_str()),
    ]
    .into_iter()
    .enumerate()
    {
        casa.entrar(email, senha).await;
        assert_eq!(contas(), n + 1, "{email}");
    }
    // Bloqueada, também.
    for n in 0..6 {
        casa.entrar("admin@exemplo.com.br", "outra senha qualquer").await.deu(401);
        assert_eq!(contas(), 7 + n);
    }
}
