//! A caixa de correio: com um cliente SMTP de verdade, e byte a byte onde ele não chega.

use std::time::Duration;

use esteira_portais::{CaixaDeCorreio, FalhaCorreio};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::apoio::{PRAZO, cliente, texto};

fn carteiro(caixa: &CaixaDeCorreio) -> AsyncSmtpTransport<Tokio1Executor> {
    let smtp = caixa.endereco_smtp();
    AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(smtp.ip().to_string()).port(smtp.port()).build()
}

fn carta(para: &[&str]) -> Message {
    let nova = Message::builder().from("Esteira <esteira@exemplo.invalid>".parse().unwrap());
    para.iter()
        .fold(nova, |carta, para| carta.to(para.parse().unwrap()))
        .message_id(Some("<n-1@exemplo.invalid>".to_owned()))
        .subject("Fatura à espera de aprovação")
        .body("Olá!\n.linha que começa com ponto\nAté já — Esteira".to_owned())
        .unwrap()
}

#[tokio::test]
async fn mensagem_chega_inteira_e_aparece_na_pagina() {
    let caixa = CaixaDeCorreio::subir().await.unwrap();
    carteiro(&caixa).send(carta(&["ana@exemplo.invalid"])).await.unwrap();
    let [mensagem] = caixa.esperar(1, PRAZO).await.unwrap().try_into().unwrap();
    assert_eq!(
        (mensagem.de.as_str(), mensagem.para),
        ("esteira@exemplo.invalid", vec!["ana@exemplo.invalid".to_owned()])
    );
    assert_eq!(mensagem.id.as_deref(), Some("n-1@exemplo.invalid"));
    assert_eq!(mensagem.assunto, "Fatura à espera de aprovação");
    assert_eq!(mensagem.texto.lines().collect::<Vec<_>>(), ["Olá!", ".linha que começa com ponto", "Até já — Esteira"]);
    let http = cliente();
    assert!(texto(&http, &caixa.url()).await.contains("Fatura à espera de aprovação"));
    assert!(texto(&http, &format!("{}/mensagens.json", caixa.url())).await.contains("n-1@exemplo.invalid"));
}

#[tokio::test]
async fn recusas_permanente_e_temporaria_chegam_ao_cliente_como_tais() {
    let caixa = CaixaDeCorreio::subir().await.unwrap();
    let carteiro = carteiro(&caixa);
    caixa.falha("ana@exemplo.invalid", FalhaCorreio::DestinatarioRecusado, 1);
    assert!(carteiro.send(carta(&["ana@exemplo.invalid"])).await.unwrap_err().is_permanent());
    for falha in [FalhaCorreio::FalhaTemporaria, FalhaCorreio::ServicoIndisponivel] {
        caixa.falha("*", falha, 1);
        assert!(carteiro.send(carta(&["ana@exemplo.invalid"])).await.unwrap_err().is_transient());
    }
    assert!(caixa.recebidas().is_empty());
    carteiro.send(carta(&["ana@exemplo.invalid"])).await.unwrap();
    assert_eq!(caixa.recebidas().len(), 1);
}

#[tokio::test]
async fn aceita_e_cai_guarda_a_mensagem_e_o_cliente_ve_erro() {
    let caixa = CaixaDeCorreio::subir().await.unwrap();
    caixa.falha("*", FalhaCorreio::AceitaECai, 1);
    assert!(carteiro(&caixa).send(carta(&["ana@exemplo.invalid"])).await.is_err());
    assert_eq!(caixa.recebidas().len(), 1);
}

#[tokio::test]
async fn atraso_segura_a_resposta_de_mensagem_ja_guardada() {
    let caixa = CaixaDeCorreio::subir().await.unwrap();
    caixa.falha("ana@exemplo.invalid", FalhaCorreio::Atraso { ms: 60_000 }, 1);
    let carteiro = carteiro(&caixa);
    let envio = tokio::spawn(async move { carteiro.send(carta(&["ana@exemplo.invalid"])).await });
    caixa.esperar(1, PRAZO).await.unwrap();
    assert!(!envio.is_finished());
    envio.abort();
}

/// Manda cada linha e devolve o código de cada resposta.
async fn conversar(caixa: &CaixaDeCorreio, linhas: &[&str]) -> Vec<String> {
    let mut fluxo = BufReader::new(TcpStream::connect(caixa.endereco_smtp()).await.unwrap());
    let mut codigos = Vec::new();
    let mut resposta = String::new();
    for linha in [""].iter().chain(linhas) {
        if !linha.is_empty() {
            fluxo.write_all(format!("{linha}\r\n").as_bytes()).await.unwrap();
        }
        // A última linha de uma resposta tem espaço depois do código.
        loop {
            resposta.clear();
            tokio::time::timeout(PRAZO, fluxo.read_line(&mut resposta)).await.unwrap().unwrap();
            if resposta.as_bytes().get(3) != Some(&b'-') {
                break;
            }
        }
        codigos.push(resposta.chars().take(3).collect());
    }
    codigos
}

#[tokio::test]
async fn comandos_fora_de_ordem_ou_malformados_sao_recusados_sem_derrubar_a_conversa() {
    let caixa = CaixaDeCorreio::subir().await.unwrap();
    let conversa = [
        ("RCPT TO:<a@x>", "503"),
        ("DATA", "503"),
        ("MAIL FROM:a@x", "501"),
        ("MAIL FROM:<a@x> SIZE=999999999", "552"),
        ("mail from:<a@x> BODY=8BITMIME", "250"),
        ("MAIL FROM:<b@x>", "503"),
        ("RCPT TO:<>", "501"),
        ("INVENTADO", "500"),
        ("NOOP", "250"),
        ("RCPT TO:<c@x>", "250"),
        ("RSET", "250"),
        ("DATA", "503"),
        ("EHLO eu", "250"),
        ("QUIT", "221"),
    ];
    let (comandos, esperados): (Vec<_>, Vec<_>) = conversa.into_iter().unzip();
    let codigos = conversar(&caixa, &comandos).await;
    assert_eq!(codigos[0], "220");
    assert_eq!(codigos[1..], esperados);
}

#[tokio::test]
async fn ponto_dobrado_e_desfeito_e_duas_mensagens_cabem_na_mesma_conversa() {
    let caixa = CaixaDeCorreio::subir().await.unwrap();
    let mensagem = ["MAIL FROM:<>", "RCPT TO:<c@x>", "DATA", "Subject: t\r\n\r\n..\r\n..x\r\nfim\r\n."];
    let codigos = conversar(&caixa, &[&mensagem[..], &mensagem[..]].concat()).await;
    assert_eq!(codigos, ["220", "250", "250", "354", "250", "250", "250", "354", "250"]);
    let recebidas = caixa.recebidas();
    assert_eq!(recebidas.len(), 2);
    assert_eq!(recebidas[0].bruta, b"Subject: t\r\n\r\n.\r\n.x\r\nfim\r\n");
    assert_eq!(recebidas[0].de, "");
}

#[tokio::test]
async fn linha_de_comando_sem_fim_fecha_a_conversa() {
    let caixa = CaixaDeCorreio::subir().await.unwrap();
    let codigos = conversar(&caixa, &[&"x".repeat(5000)]).await;
    assert_eq!(codigos, ["220", "500"]);
    assert!(caixa.esperar(1, Duration::from_millis(1)).await.is_err());
}
