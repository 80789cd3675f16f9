//! Subir e parar um servidor HTTP local. Não conhece portal algum.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, header};
use esteira_base::{Relogio, RelogioDoSistema};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower_http::set_header::SetResponseHeaderLayer;

/// Onde escutar e de onde vem a hora.
#[derive(Clone)]
pub struct Opcoes {
    /// Por omissão `127.0.0.1:0`: só esta máquina, porta livre qualquer.
    pub endereco: SocketAddr,
    pub relogio: Arc<dyn Relogio>,
}

impl Default for Opcoes {
    fn default() -> Self {
        Self { endereco: (Ipv4Addr::LOCALHOST, 0).into(), relogio: Arc::new(RelogioDoSistema) }
    }
}

impl Opcoes {
    /// `127.0.0.1` na porta dada.
    pub fn na_porta(porta: u16) -> Self {
        Self { endereco: (Ipv4Addr::LOCALHOST, porta).into(), ..Self::default() }
    }
}

/// O que se esperava não aconteceu dentro do prazo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("esperados {esperados} {oque} em {prazo:?}; chegaram {chegaram}")]
pub struct Esgotado {
    pub oque: &'static str,
    pub esperados: usize,
    pub chegaram: usize,
    pub prazo: Duration,
}

/// Um servidor no ar. Ao ser largado para de aceitar e encerra as conexões ociosas.
pub(crate) struct Servidor {
    endereco: SocketAddr,
    parar: CancellationToken,
    tarefa: Option<JoinHandle<()>>,
}

impl Servidor {
    pub(crate) async fn subir(endereco: SocketAddr, rotas: Router) -> io::Result<Self> {
        let escuta = TcpListener::bind(endereco).await?;
        let endereco = escuta.local_addr()?;
        let parar = CancellationToken::new();
        let sinal = parar.clone().cancelled_owned();
        // Nada se guarda no navegador: uma falha armada vale já na próxima visita.
        let rotas = rotas
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
        let tarefa = tokio::spawn(async move {
            // `serve` só devolve depois do sinal; não há erro a tratar.
            let _ = axum::serve(escuta, rotas).with_graceful_shutdown(sinal).await;
        });
        Ok(Self { endereco, parar, tarefa: Some(tarefa) })
    }

    /// `http://ip:porta`, sem barra no fim.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.endereco)
    }

    /// Para e espera: quando devolve, a porta está livre. Respostas em curso terminam antes.
    pub(crate) async fn parar(mut self) {
        self.parar.cancel();
        if let Some(tarefa) = self.tarefa.take() {
            let _ = tarefa.await;
        }
    }
}

impl Drop for Servidor {
    fn drop(&mut self) {
        self.parar.cancel();
    }
}
