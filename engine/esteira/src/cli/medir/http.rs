//! O menor cliente HTTP/1.1 que serve: uma conexão que fica aberta, um pedido de cada vez. Quem mede deve gastar pouco.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Falha;

/// Maior resposta que se lê, em bytes.
const MAIOR_RESPOSTA: usize = 16 * 1024 * 1024;

/// Uma conexão.
pub struct Conexao {
    fluxo: TcpStream,
    lido: Vec<u8>,
    token: String,
}

impl Conexao {
    /// Conecta; `token` vazio = sem autorização.
    pub async fn nova(endereco: SocketAddr, token: &str) -> Result<Self, Falha> {
        let fluxo = TcpStream::connect(endereco).await?;
        fluxo.set_nodelay(true)?;
        Ok(Self { fluxo, lido: Vec::with_capacity(16 * 1024), token: token.to_owned() })
    }

    /// Pede e lê a resposta inteira: status e corpo.
    pub async fn pedir(
        &mut self,
        metodo: &str,
        caminho: &str,
        tipo: &str,
        corpo: &[u8],
    ) -> Result<(u16, Vec<u8>), Falha> {
        let mut pedido = format!("{metodo} {caminho} HTTP/1.1\r\nhost: medida\r\ncontent-length: {}\r\n", corpo.len());
        if !self.token.is_empty() {
            pedido.push_str("authorization: Bearer ");
            pedido.push_str(&self.token);
            pedido.push_str("\r\n");
        }
        if !corpo.is_empty() {
            pedido.push_str("content-type: ");
            pedido.push_str(tipo);
            pedido.push_str("\r\n");
        }
        pedido.push_str("\r\n");
        let mut bytes = pedido.into_bytes();
        bytes.extend_from_slice(corpo);
        self.fluxo.write_all(&bytes).await?;
        self.ler().await
    }

    async fn ler(&mut self) -> Result<(u16, Vec<u8>), Falha> {
        self.lido.clear();
        let fim = loop {
            if let Some(fim) = fim_do_cabecalho(&self.lido) {
                break fim;
            }
            self.mais().await?;
        };
        let cabecalho = std::str::from_utf8(&self.lido[..fim])?;
        let status = cabecalho.split(' ').nth(1).and_then(|texto| texto.parse().ok()).ok_or("resposta sem status")?;
        let tamanho = cabecalho
            .lines()
            .filter_map(|linha| linha.split_once(':'))
            .find(|(nome, _)| nome.eq_ignore_ascii_case("content-length"))
            .map_or(Ok(0), |(_, valor)| valor.trim().parse::<usize>())?;
        if tamanho > MAIOR_RESPOSTA {
            return Err("resposta grande demais".into());
        }
        while self.lido.len() < fim + tamanho {
            self.mais().await?;
        }
        Ok((status, self.lido[fim..fim + tamanho].to_vec()))
    }

    async fn mais(&mut self) -> Result<(), Falha> {
        if self.fluxo.read_buf(&mut self.lido).await? == 0 {
            return Err("o servidor fechou a conexão".into());
        }
        Ok(())
    }
}

fn fim_do_cabecalho(lido: &[u8]) -> Option<usize> {
    lido.windows(4).position(|quatro| quatro == b"\r\n\r\n").map(|posicao| posicao + 4)
}
