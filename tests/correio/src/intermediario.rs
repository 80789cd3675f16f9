//! Um intermediário que repassa bytes e, nas conexões que se mandar, corta depois de tantos.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

/// Fica no meio do caminho até um servidor de 127.0.0.1. Corre no runtime de quem o sobe.
#[derive(Debug)]
pub struct Intermediario {
    endereco: SocketAddr,
    cortes: Arc<Cortes>,
}

/// Quantos bytes do servidor deixar passar; `usize::MAX`, todos.
#[derive(Debug)]
struct Cortes {
    da_proxima: AtomicUsize,
    de_todas: AtomicUsize,
}

impl Intermediario {
    /// Na frente desta porta.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn na_frente_de(porta: u16) -> io::Result<Self> {
        let escuta = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let endereco = escuta.local_addr()?;
        let sem_corte = || AtomicUsize::new(usize::MAX);
        let cortes = Arc::new(Cortes { da_proxima: sem_corte(), de_todas: sem_corte() });
        let armados = cortes.clone();
        tokio::spawn(async move {
            while let Ok((cliente, _)) = escuta.accept().await {
                let da_proxima = armados.da_proxima.swap(usize::MAX, Ordering::SeqCst);
                let deixar = da_proxima.min(armados.de_todas.load(Ordering::SeqCst));
                tokio::spawn(async move {
                    // Acabou, por corte ou por fim: as duas pontas se fecham.
                    let _ = repassar(cliente, porta, deixar).await;
                });
            }
        });
        Ok(Self { endereco, cortes })
    }

    /// A porta dele.
    pub fn porta(&self) -> u16 {
        self.endereco.port()
    }

    /// A próxima conexão cai depois de o servidor mandar tantos bytes.
    pub fn cortar_a_proxima_em(&self, bytes: usize) {
        self.cortes.da_proxima.store(bytes, Ordering::SeqCst);
    }

    /// Toda conexão daqui em diante cai depois de o servidor mandar tantos bytes.
    pub fn cortar_todas_em(&self, bytes: usize) {
        self.cortes.de_todas.store(bytes, Ordering::SeqCst);
    }
}

async fn repassar(cliente: TcpStream, porta: u16, mut deixar: usize) -> io::Result<()> {
    let servidor = TcpStream::connect((Ipv4Addr::LOCALHOST, porta)).await?;
    let (mut do_cliente, mut ao_cliente) = cliente.into_split();
    let (mut do_servidor, mut ao_servidor) = servidor.into_split();
    let ida = copy(&mut do_cliente, &mut ao_servidor);
    let volta = async {
        let mut pedaco = vec![0; 16 * 1024];
        while deixar > 0 {
            let cabem = pedaco.len().min(deixar);
            let lidos = do_servidor.read(&mut pedaco[..cabem]).await?;
            if lidos == 0 {
                break;
            }
            ao_cliente.write_all(&pedaco[..lidos]).await?;
            deixar -= lidos;
        }
        Ok(())
    };
    tokio::select! {
        fim = ida => fim.map(drop),
        fim = volta => fim,
    }
}
