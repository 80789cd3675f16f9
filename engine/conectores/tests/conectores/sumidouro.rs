//! Um servidor SMTP que guarda o que recebe e se comporta mal quando mandam.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// O que fazer com as cartas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modo {
    Aceitar,
    /// Responde isto ao destinatário.
    Responder(&'static str),
    /// Aceita a conexão e nunca fala.
    Calar,
    /// Recebe a carta inteira e fecha a conexão sem dizer se aceitou.
    CairAntesDoAceite,
    /// Oferece AUTH e recusa a credencial.
    RecusarSenha,
}

pub struct Sumidouro {
    pub porta: u16,
    recebidas: Arc<Mutex<Vec<String>>>,
    servidor: JoinHandle<()>,
}

impl Sumidouro {
    pub async fn subir(modo: Modo) -> Self {
        let escuta = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let porta = escuta.local_addr().unwrap().port();
        let recebidas = Arc::new(Mutex::new(Vec::new()));
        let guardar = Arc::clone(&recebidas);
        let servidor = tokio::spawn(async move {
            while let Ok((conexao, _)) = escuta.accept().await {
                let guardar = Arc::clone(&guardar);
                // Um cliente que some no meio é parte do que se testa.
                tokio::spawn(async move { drop(atender(conexao, modo, &guardar).await) });
            }
        });
        Self { porta, recebidas, servidor }
    }

    /// O conteúdo de cada carta recebida por inteiro, com cabeçalhos.
    pub fn recebidas(&self) -> Vec<String> {
        self.recebidas.lock().unwrap().clone()
    }
}

impl Drop for Sumidouro {
    fn drop(&mut self) {
        self.servidor.abort();
    }
}

async fn atender(conexao: TcpStream, modo: Modo, guardar: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut conexao = BufReader::new(conexao);
    let mut linha = String::new();
    if modo == Modo::Calar {
        conexao.read_line(&mut linha).await?;
        return Ok(());
    }
    conexao.write_all(b"220 sumidouro\r\n").await?;
    loop {
        linha.clear();
        if conexao.read_line(&mut linha).await? == 0 {
            return Ok(());
        }
        let comando = linha.get(..4).unwrap_or_default().to_ascii_uppercase();
        let resposta = match (comando.as_str(), modo) {
            ("EHLO", Modo::RecusarSenha) => "250-sumidouro\r\n250 AUTH PLAIN",
            ("AUTH", _) => "535 5.7.8 credencial recusada",
            ("RCPT", Modo::Responder(resposta)) => resposta,
            ("DATA", _) => {
                conexao.write_all(b"354 pode mandar\r\n").await?;
                let carta = ler_carta(&mut conexao).await?;
                guardar.lock().unwrap().push(carta);
                if modo == Modo::CairAntesDoAceite {
                    return Ok(());
                }
                "250 aceita"
            }
            ("QUIT", _) => {
                conexao.write_all(b"221 ate logo\r\n").await?;
                return Ok(());
            }
            _ => "250 ok",
        };
        conexao.write_all(format!("{resposta}\r\n").as_bytes()).await?;
    }
}

/// Até a linha de um ponto só, desfeito o ponto dobrado.
async fn ler_carta(conexao: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut carta = String::new();
    loop {
        let mut linha = String::new();
        if conexao.read_line(&mut linha).await? == 0 || linha == ".\r\n" {
            return Ok(carta);
        }
        carta.push_str(linha.strip_prefix("..").map_or(linha.as_str(), |_| &linha[1..]));
    }
}
