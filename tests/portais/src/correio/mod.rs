//! Uma caixa de correio para testes: fala SMTP de verdade em 127.0.0.1, aceita qualquer destinatário, guarda tudo e não
//! entrega nada a ninguém.
//!
//! Não deve conhecer: quem manda as mensagens, nem por quê.

mod estado;
mod falha;
mod mensagem;
mod smtp;
mod web;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use falha::FalhaCorreio;
pub use mensagem::{Anexo, Mensagem};

use crate::controle;
use crate::falhas::Vezes;
use crate::servidor::{Esgotado, Opcoes, Servidor};
use estado::Estado;

/// A caixa no ar: uma porta SMTP e uma porta HTTP. Some quando é largada.
pub struct CaixaDeCorreio {
    estado: Arc<Estado>,
    smtp: SocketAddr,
    parar: CancellationToken,
    web: Servidor,
}

impl CaixaDeCorreio {
    /// Sobe em `127.0.0.1`, em duas portas livres.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir() -> io::Result<Self> {
        Self::subir_com((Ipv4Addr::LOCALHOST, 0).into(), Opcoes::default()).await
    }

    /// `smtp` é onde escutar o SMTP; `opcoes`, a página e o relógio.
    ///
    /// # Errors
    /// Se uma das portas estiver ocupada.
    pub async fn subir_com(smtp: SocketAddr, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado::novo(opcoes.relogio));
        let escuta = TcpListener::bind(smtp).await?;
        let smtp = escuta.local_addr()?;
        let rotas = web::rotas(&estado).merge(controle::rotas("Correio", estado.falhas.clone()));
        let web = Servidor::subir(opcoes.endereco, rotas).await?;
        let parar = CancellationToken::new();
        tokio::spawn(escutar(escuta, estado.clone(), parar.clone()));
        Ok(Self { estado, smtp, parar, web })
    }

    /// Onde está o SMTP.
    pub fn endereco_smtp(&self) -> SocketAddr {
        self.smtp
    }

    /// A página com as mensagens: `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.web.url()
    }

    /// Arma uma falha para um destinatário ou remetente, ou `*`. `vezes` é um número ou [`Vezes::Sempre`].
    pub fn falha(&self, chave: &str, falha: FalhaCorreio, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }

    pub fn desarmar_falhas(&self) {
        self.estado.falhas.desarmar_todas();
    }

    /// As mensagens aceitas, em ordem de chegada.
    pub fn recebidas(&self) -> Vec<Mensagem> {
        self.estado.mensagens.todas()
    }

    /// Espera haver ao menos `quantas` mensagens, contando as de antes.
    ///
    /// # Errors
    /// Se não houver no prazo.
    pub async fn esperar(&self, quantas: usize, prazo: Duration) -> Result<Vec<Mensagem>, Esgotado> {
        self.estado.mensagens.esperar(quantas, prazo).await
    }
}

impl Drop for CaixaDeCorreio {
    fn drop(&mut self) {
        self.parar.cancel();
    }
}

/// Uma tarefa por conexão; todas acabam com a caixa.
async fn escutar(escuta: TcpListener, estado: Arc<Estado>, parar: CancellationToken) {
    while let Some(aceita) = parar.run_until_cancelled(escuta.accept()).await {
        // Uma conexão que falha ao nascer não derruba a caixa.
        let Ok((conexao, _)) = aceita else { continue };
        let (estado, parar) = (estado.clone(), parar.clone());
        tokio::spawn(async move { parar.run_until_cancelled(smtp::atender(&estado, conexao)).await });
    }
}
