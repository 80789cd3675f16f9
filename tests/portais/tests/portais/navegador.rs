//! Um Chromium de verdade por teste, dirigido pelo chromedriver.
//!
//! Precisa de `chromedriver` no PATH. `ESTEIRA_CHROMIUM` aponta o navegador, se o chromedriver não o achar sozinho;
//! `ESTEIRA_CAPTURAS` é uma pasta onde deixar uma imagem de cada tela.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::apoio::PRAZO;

pub struct Navegador {
    pub cliente: Client,
    porta: u16,
    _chromedriver: Child,
    _perfil: TempDir,
}

impl Navegador {
    pub async fn abrir() -> Self {
        let mut chromedriver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("estes testes precisam do chromedriver no PATH");
        let mut linhas = BufReader::new(chromedriver.stdout.take().unwrap()).lines();
        let porta = loop {
            let linha =
                tokio::time::timeout(PRAZO, linhas.next_line()).await.unwrap().unwrap().expect("chromedriver saiu");
            if let Some((_, porta)) = linha.split_once("started successfully on port ") {
                break porta.trim_end_matches('.').parse::<u16>().unwrap();
            }
        };
        // Sem quem leia, o cano enche e o chromedriver para.
        tokio::spawn(async move { while let Ok(Some(_)) = linhas.next_line().await {} });

        let perfil = tempfile::tempdir().unwrap();
        let mut opcoes = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1100,800",
            format!("--user-data-dir={}", perfil.path().display()),
        ]});
        if let Ok(binario) = std::env::var("ESTEIRA_CHROMIUM") {
            opcoes["binary"] = binario.into();
        }
        let capacidades = [("goog:chromeOptions".to_owned(), opcoes)].into_iter().collect();
        let cliente = ClientBuilder::new(HttpConnector::new())
            .capabilities(capacidades)
            .connect(&format!("http://127.0.0.1:{porta}"))
            .await
            .unwrap();
        Self { cliente, porta, _chromedriver: chromedriver, _perfil: perfil }
    }

    /// Espera o elemento existir e ficar visível.
    pub async fn esperar(&self, xpath: &str) -> Element {
        let busca = async {
            loop {
                let elemento = self.cliente.wait().at_most(PRAZO).for_element(Locator::XPath(xpath)).await.unwrap();
                if elemento.is_displayed().await.unwrap_or(false) {
                    return elemento;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PRAZO, busca).await.unwrap_or_else(|_| panic!("não ficou visível: {xpath}"))
    }

    pub async fn digitar(&self, xpath: &str, texto: &str) {
        self.cliente.find(Locator::XPath(xpath)).await.unwrap().send_keys(texto).await.unwrap();
    }

    pub async fn clicar(&self, xpath: &str) {
        self.esperar(xpath).await.click().await.unwrap();
    }

    /// Deixa uma imagem da tela, se alguém pediu.
    pub async fn fotografar(&self, nome: &str) {
        if let Some(pasta) = std::env::var_os("ESTEIRA_CAPTURAS") {
            let imagem = self.cliente.screenshot().await.unwrap();
            std::fs::write(PathBuf::from(pasta).join(format!("{nome}.png")), imagem).unwrap();
        }
    }
}

/// Num teste que falha ninguém fecha a sessão, e matar o chromedriver deixaria o navegador órfão: pede-se a ele que
/// encerre tudo. Síncrono, porque aqui já não se pode esperar.
impl Drop for Navegador {
    fn drop(&mut self) {
        let pedir = || -> std::io::Result<()> {
            let mut fluxo = TcpStream::connect((Ipv4Addr::LOCALHOST, self.porta))?;
            fluxo.set_read_timeout(Some(PRAZO))?;
            fluxo.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
            fluxo.read_to_end(&mut Vec::new()).map(drop)
        };
        if let Err(erro) = pedir() {
            eprintln!("o chromedriver não encerrou: {erro}");
        }
    }
}
