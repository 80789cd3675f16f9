use std::net::SocketAddr;

use esteira_base::{Segredo, ids::InquilinoId};
use esteira_conectores::{ConfigS3, Objetos};
use esteira_portas::arquivos::{Arquivos, ErroArquivos};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

const BALDE: &str = "faturas";
const SEGREDO: &str = "segredo-de-teste";

/// Um servidor S3 com um balde, que confere as assinaturas.
async fn subir(pasta: &std::path::Path) -> SocketAddr {
    std::fs::create_dir(pasta.join(BALDE)).unwrap();
    let mut construtor = S3ServiceBuilder::new(s3s_fs::FileSystem::new(pasta).unwrap());
    construtor.set_auth(SimpleAuth::from_single("chave", SEGREDO));
    let servico = construtor.build();
    let escuta = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endereco = escuta.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((conexao, _)) = escuta.accept().await {
            let servico = servico.clone();
            tokio::spawn(async move {
                // Uma conexão que cai não é assunto do teste.
                let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(conexao), servico).await;
            });
        }
    });
    endereco
}

fn ligar(endereco: SocketAddr, segredo: &str) -> Objetos {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Objetos::em_s3(ConfigS3 {
        endereco: format!("http://{endereco}"),
        balde: BALDE.into(),
        regiao: "us-east-1".into(),
        chave_de_acesso: "chave".into(),
        segredo: Segredo::novo(segredo),
    })
    .unwrap()
}

#[tokio::test]
async fn o_s3_cumpre_o_contrato() {
    let pasta = tempfile::tempdir().unwrap();
    let endereco = subir(pasta.path()).await;
    crate::arquivos::conformidade(&ligar(endereco, SEGREDO)).await;
}

#[tokio::test]
async fn segredo_errado_e_indisponivel_e_nao_aparece_no_erro() {
    let pasta = tempfile::tempdir().unwrap();
    let endereco = subir(pasta.path()).await;
    let arquivos = ligar(endereco, "segredo-errado");
    let erro = arquivos.guardar(InquilinoId::novo(), "fatura".into()).await.unwrap_err();
    assert!(matches!(erro, ErroArquivos::Indisponivel(_)), "{erro}");
    assert!(!format!("{erro:?} {arquivos:?}").contains("segredo-errado"));
}
