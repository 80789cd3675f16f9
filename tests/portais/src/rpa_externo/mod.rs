//! O RPA externo (terceirizado), pelo contrato HTTP dele, com os defeitos dele.
//!
//! Os trabalhos moram na memória e andam a cada consulta (PENDING, RUNNING, COMPLETED), para que nenhum teste espere pelo relógio. Não há chave de
//! idempotência: dois pedidos são dois trabalhos.

mod api;
mod estado;
mod falha;

use std::io;
use std::sync::Arc;

use serde_json::Value;

pub use falha::FalhaRpaExterno;

use crate::controle;
use crate::falhas::Vezes;
use crate::servidor::{Opcoes, Servidor};
use estado::Estado;

/// O RPA externo no ar.
pub struct RpaExternoDeTeste {
    estado: Arc<Estado>,
    servidor: Servidor,
}

/// Um pedido que chegou e virou trabalho.
#[derive(Debug, Clone, PartialEq)]
pub struct PedidoRecebido {
    /// Como o caminho a disse.
    pub operadora: String,
    pub trabalho: String,
    pub corpo: Value,
}

impl RpaExternoDeTeste {
    /// Sobe em `127.0.0.1`, numa porta livre. Só aceita este token; toda fatura baixada é este PDF.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir(token: &str, pdf: Vec<u8>) -> io::Result<Self> {
        Self::subir_com(token, pdf, Opcoes::default()).await
    }

    /// # Errors
    /// Se a porta estiver ocupada.
    pub async fn subir_com(token: &str, pdf: Vec<u8>, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado::novo(token, pdf, opcoes.relogio));
        let rotas = api::rotas(&estado).merge(controle::rotas("RPA externo", estado.falhas.clone()));
        let servidor = Servidor::subir(opcoes.endereco, rotas).await?;
        estado.anotar_url(servidor.url());
        Ok(Self { estado, servidor })
    }

    /// `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// Arma uma falha para uma operadora (`OI`, `sat`), ou `*`.
    pub fn falha(&self, chave: &str, falha: FalhaRpaExterno, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }

    pub fn desarmar_falhas(&self) {
        self.estado.falhas.desarmar_todas();
    }

    /// O que chegou e virou trabalho, na ordem, também o que se perdeu depois.
    pub fn pedidos(&self) -> Vec<PedidoRecebido> {
        self.estado.pedidos()
    }

    /// Passa a só aceitar este token.
    pub fn trocar_token(&self, token: &str) {
        self.estado.trocar_token(token);
    }

    /// Reinicia: esquece todos os trabalhos.
    pub fn reiniciar(&self) {
        self.estado.esquecer();
    }

    /// Sai do ar e espera: ao voltar, a porta está livre.
    pub async fn parar(self) {
        self.servidor.parar().await;
    }
}
