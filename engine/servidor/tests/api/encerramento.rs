//! Pôr no ar e encerrar.

use std::time::Duration;

use esteira_servidor::{OpcoesDoServidor, servir};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::apoio::Casa;

#[tokio::test]
async fn atende_ate_ser_cancelado_e_nao_espera_para_sempre_por_quem_nao_larga() {
    let casa = Casa::nova().await;
    let escuta = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endereco = escuta.local_addr().unwrap();
    let cancelamento = CancellationToken::new();
    let opcoes = OpcoesDoServidor {
        cancelamento: cancelamento.clone(),
        tempo_para_encerrar: Duration::from_millis(50),
        ..OpcoesDoServidor::default()
    };
    let servidor = tokio::spawn(servir(escuta, casa.app.clone(), opcoes));

    let mut conexao = TcpStream::connect(endereco).await.unwrap();
    conexao.write_all(b"GET /api/saude/vivo HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut resposta = String::new();
    conexao.read_to_string(&mut resposta).await.unwrap();
    assert!(resposta.starts_with("HTTP/1.1 200"), "{resposta}");

    // Um pedido que nunca chega inteiro.
    let mut preso = TcpStream::connect(endereco).await.unwrap();
    preso.write_all(b"POST /api/autenticacao/entrar HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n").await.unwrap();
    cancelamento.cancel();
    tokio::time::timeout(Duration::from_secs(10), servidor).await.expect("não encerrou").unwrap().unwrap();
}
