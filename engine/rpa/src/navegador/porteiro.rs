//! O porteiro de uma sessão: a única saída de rede do Chromium, que só deixa passar para os hosts concedidos.
//!
//! É um SOCKS5 nesta máquina, um por sessão. A regra se dá depois de aberto o navegador (o que serve a um aquecido, que nasce sem saber de quem
//! vai ser) e uma vez só; até lá nada passa. Quem resolve os nomes é ele: o navegador não fala com mais ninguém.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::dominios::Dominios;
use crate::limites;

const VERSAO: u8 = 5;
const CONECTAR: u8 = 1;

/// As respostas do RFC 1928 que se dão.
const FEITO: u8 = 0;
const NEGADO: u8 = 2;
const INALCANCAVEL: u8 = 4;
const RECUSADO: u8 = 5;
const COMANDO_ESTRANHO: u8 = 7;

/// Os hosts concedidos; nenhuns enquanto não se diz.
type Regra = Arc<OnceLock<Arc<Dominios>>>;

/// O porteiro de uma sessão. Largado, a rede dela acaba.
pub struct Porteiro {
    endereco: SocketAddr,
    regra: Regra,
    tarefa: JoinHandle<()>,
}

impl Porteiro {
    /// De pé, sem deixar passar nada.
    pub async fn novo() -> io::Result<Self> {
        let escuta = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let endereco = escuta.local_addr()?;
        let regra = Regra::default();
        let tarefa = tokio::spawn(atender(escuta, regra.clone()));
        Ok(Self { endereco, regra, tarefa })
    }

    /// Passa a deixar sair para estes. A primeira vale: uma sessão é de uma execução só.
    pub fn conceder(&self, dominios: Arc<Dominios>) {
        let _ = self.regra.set(dominios);
    }

    /// O que se diz ao Chromium: tudo pelo porteiro, até o que é desta máquina, e nenhum nome resolvido por conta própria.
    pub fn argumentos(&self) -> [String; 3] {
        [
            format!("--proxy-server=socks5://{}", self.endereco),
            "--proxy-bypass-list=<-loopback>".to_owned(),
            format!("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {}", self.endereco.ip()),
        ]
    }
}

impl Drop for Porteiro {
    fn drop(&mut self) {
        self.tarefa.abort();
    }
}

/// As conexões vivem dentro desta tarefa: abortada, acabam todas.
async fn atender(escuta: TcpListener, regra: Regra) {
    let lugares = Arc::new(Semaphore::new(limites::CONEXOES_DO_NAVEGADOR));
    let mut conexoes = JoinSet::new();
    loop {
        let Ok(lugar) = lugares.clone().acquire_owned().await else { return };
        // Sem descritores livres, o aceite falha até que alguma conexão acabe.
        let Ok((conexao, _)) = escuta.accept().await else {
            tokio::time::sleep(limites::OLHADA_MINIMA).await;
            continue;
        };
        while conexoes.try_join_next().is_some() {}
        let regra = regra.get().cloned();
        conexoes.spawn(async move {
            // O erro de uma conexão é assunto de quem a abriu, que a vê cair.
            let _ = passar(conexao, regra.as_deref()).await;
            drop(lugar);
        });
    }
}

async fn passar(mut navegador: TcpStream, regra: Option<&Dominios>) -> io::Result<()> {
    navegador.set_nodelay(true)?;
    let (host, porta) = match timeout(limites::PRAZO_CONEXAO, ler_pedido(&mut navegador)).await?? {
        Ok(destino) => destino,
        Err(motivo) => return responder(&mut navegador, motivo).await,
    };
    if !regra.is_some_and(|dominios| dominios.permite_conexao(&host, porta)) {
        return responder(&mut navegador, NEGADO).await;
    }
    // Um IPv6 vem entre colchetes, como na URL.
    let nome = host.trim_start_matches('[').trim_end_matches(']');
    let mut portal = match timeout(limites::PRAZO_CONEXAO, TcpStream::connect((nome, porta))).await {
        Ok(Ok(portal)) => portal,
        Ok(Err(erro)) if erro.kind() == io::ErrorKind::ConnectionRefused => {
            return responder(&mut navegador, RECUSADO).await;
        }
        _ => return responder(&mut navegador, INALCANCAVEL).await,
    };
    portal.set_nodelay(true)?;
    responder(&mut navegador, FEITO).await?;
    copy_bidirectional(&mut navegador, &mut portal).await.map(drop)
}

/// A saudação e o destino pedido, com o host como se escreve numa URL; ou a resposta que o pedido merece.
async fn ler_pedido(navegador: &mut TcpStream) -> io::Result<Result<(String, u16), u8>> {
    let (versao, modos) = (navegador.read_u8().await?, navegador.read_u8().await?);
    let mut oferecidos = vec![0; modos.into()];
    navegador.read_exact(&mut oferecidos).await?;
    if versao != VERSAO {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // Sem autenticação: quem chega é desta máquina, e só se passa para onde a execução já pode.
    navegador.write_all(&[VERSAO, 0]).await?;
    let [_, comando, _, forma] = navegador.read_u32().await?.to_be_bytes();
    let host = match forma {
        1 => Ipv4Addr::from(navegador.read_u32().await?).to_string(),
        3 => {
            let mut nome = vec![0; navegador.read_u8().await?.into()];
            navegador.read_exact(&mut nome).await?;
            String::from_utf8_lossy(&nome).into_owned()
        }
        4 => format!("[{}]", Ipv6Addr::from(navegador.read_u128().await?)),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    let porta = navegador.read_u16().await?;
    Ok(if comando == CONECTAR { Ok((host, porta)) } else { Err(COMANDO_ESTRANHO) })
}

async fn responder(navegador: &mut TcpStream, resposta: u8) -> io::Result<()> {
    // O endereço de onde se sai não interessa a quem pediu.
    navegador.write_all(&[VERSAO, resposta, 0, 1, 0, 0, 0, 0, 0, 0]).await
}

#[cfg(test)]
mod testes {
    use super::*;

    async fn pedir(porteiro: &Porteiro, host: &str, porta: u16) -> u8 {
        let mut conexao = TcpStream::connect(porteiro.endereco).await.unwrap();
        let mut pedido = vec![VERSAO, 1, 0, VERSAO, CONECTAR, 0, 3, u8::try_from(host.len()).unwrap()];
        pedido.extend(host.bytes());
        pedido.extend(porta.to_be_bytes());
        conexao.write_all(&pedido).await.unwrap();
        let mut resposta = [0; 12];
        conexao.read_exact(&mut resposta).await.unwrap();
        resposta[3]
    }

    #[tokio::test]
    async fn so_passa_para_o_concedido_e_so_depois_de_concedido() {
        let portal = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let porta = portal.local_addr().unwrap().port();
        let porteiro = Porteiro::novo().await.unwrap();
        assert_eq!(pedir(&porteiro, "127.0.0.1", porta).await, NEGADO);
        let fechada = porta.checked_sub(1).unwrap_or(1);
        let concedidos = [format!("127.0.0.1:{porta}"), format!("127.0.0.1:{fechada}")];
        porteiro.conceder(Arc::new(Dominios::novo(&concedidos)));
        porteiro.conceder(Arc::new(Dominios::novo(&["localhost".to_owned()])));
        assert_eq!(pedir(&porteiro, "127.0.0.1", porta).await, FEITO);
        for (host, porta) in [("localhost", porta), ("127.0.0.1", 1), ("127.0.0.1 ", porta), ("\0", porta), ("", 80)] {
            assert_eq!(pedir(&porteiro, host, porta).await, NEGADO, "{host:?}");
        }
    }
}
