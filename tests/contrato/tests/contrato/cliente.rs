//! Um cliente Python gerado da descrição, usado contra a API.

use std::process::Command;

use esteira_cenario::dados::{ADMINISTRADOR, SENHA};

use crate::cena::Cena;
use crate::ferramentas::{preparar, rodar};

#[tokio::test(flavor = "multi_thread")]
async fn o_cliente_gerado_compila_e_conversa_com_a_api() {
    let cena = Cena::subir().await;
    let descricao = format!("{}/api/openapi.json", cena.esteira.url);
    let texto = reqwest::get(&descricao).await.unwrap().text().await.unwrap();
    let pasta = cena.pasta.path().to_owned();
    std::fs::write(pasta.join("openapi.json"), texto).unwrap();
    let url = cena.esteira.url.clone();
    let conversa = tokio::task::spawn_blocking(move || {
        let bin = preparar();
        let ajustes = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/contrato/cliente.yaml");
        let gerar = ["generate", "--path", "openapi.json", "--output-path", "esteira_cliente", "--meta", "none"];
        let mut gerador = Command::new(bin.join("openapi-python-client"));
        let gerado = rodar(gerador.current_dir(&pasta).args(gerar).args(["--config", ajustes]));
        assert!(!gerado.contains("Endpoint will not be generated"), "{gerado}");
        rodar(Command::new(bin.join("python")).current_dir(&pasta).args(["-m", "compileall", "-q", "esteira_cliente"]));
        let roteiro = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/contrato/conversa.py");
        let mut conversar = Command::new(bin.join("python"));
        conversar.current_dir(&pasta).env("PYTHONPATH", &pasta).args([roteiro, &url, ADMINISTRADOR, SENHA]);
        rodar(&mut conversar)
    });
    assert!(conversa.await.unwrap().contains("conversa completa"));
}
