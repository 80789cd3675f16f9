//! Pedir e esperar a resposta: um comando de cada vez, com prazo, teto e conta.
//!
//! É aqui que a senha passa: nada do que se manda vai a log ou a mensagem de erro.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use imap_proto::{Response, Status};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::gasto::Gasto;
use super::quadro::Quadro;
use super::recusa::Recusa;
use crate::limites;

/// Uma conexão, cifrada ou não.
pub(super) trait Fluxo: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Fluxo for T {}

/// Bytes por leitura.
const LEITURA: usize = 16 * 1024;

pub(super) struct Dialogo {
    fluxo: Box<dyn Fluxo>,
    recebido: Vec<u8>,
    comandos: u32,
    gasto: Arc<Gasto>,
}

impl Dialogo {
    /// Espera o servidor se apresentar.
    pub async fn comecar(fluxo: Box<dyn Fluxo>, gasto: Arc<Gasto>) -> Result<Self, Recusa> {
        let mut dialogo = Self { fluxo, recebido: Vec::new(), comandos: 0, gasto };
        match dialogo.resposta().await? {
            Response::Data { status: Status::Ok | Status::PreAuth, .. } => Ok(dialogo),
            Response::Data { outcome, .. } => Err(Recusa::perdida(outcome.information.unwrap_or_default())),
            _ => Err(Recusa::perdida("quem respondeu não é um servidor IMAP")),
        }
    }

    /// Manda o comando e devolve o que veio até o "OK" dele. Perdida a conexão no meio, o que veio antes não vale.
    pub async fn pedir(&mut self, comando: &str) -> Result<Vec<Response<'static>>, Recusa> {
        self.pedir_em(comando, limites::PRAZO_COMANDO_DE_CORREIO).await
    }

    async fn pedir_em(&mut self, comando: &str, prazo: Duration) -> Result<Vec<Response<'static>>, Recusa> {
        tokio::time::timeout(prazo, self.trocar(comando))
            .await
            .unwrap_or_else(|_| Err(Recusa::perdida(format!("sem resposta em {} s", prazo.as_secs()))))
    }

    async fn trocar(&mut self, comando: &str) -> Result<Vec<Response<'static>>, Recusa> {
        self.gasto.comando()?;
        self.comandos += 1;
        let etiqueta = format!("E{}", self.comandos);
        let linha = format!("{etiqueta} {comando}\r\n");
        self.fluxo.write_all(linha.as_bytes()).await.map_err(caiu)?;
        self.fluxo.flush().await.map_err(caiu)?;
        let mut respostas = Vec::new();
        loop {
            match self.resposta().await? {
                Response::Done { tag, status, outcome } if tag.0 == etiqueta => {
                    if matches!(status, Status::Ok) {
                        return Ok(respostas);
                    }
                    return Err(Recusa::nao(outcome.code.as_ref(), outcome.information.as_deref()));
                }
                Response::Data { status: Status::Bye, outcome } => {
                    return Err(Recusa::perdida(outcome.information.unwrap_or_default()));
                }
                Response::Continue(_) => return Err(Recusa::perdida("o servidor pediu mais do que havia a dizer")),
                outra => respostas.push(outra),
            }
        }
    }

    async fn resposta(&mut self) -> Result<Response<'static>, Recusa> {
        let mut quadro = Quadro::default();
        let tamanho = loop {
            if let Some(tamanho) = quadro.completar(&self.recebido)? {
                break tamanho;
            }
            let antes = self.recebido.len();
            self.recebido.reserve(LEITURA);
            let lidos = self.fluxo.read_buf(&mut self.recebido).await.map_err(caiu)?;
            if lidos == 0 {
                return Err(Recusa::perdida("a conexão foi fechada pelo servidor"));
            }
            self.gasto.bytes(self.recebido.len() - antes)?;
        };
        let resposta = interpretar(&self.recebido[..tamanho]);
        self.recebido.drain(..tamanho);
        resposta
    }
}

/// O parser é de terceiros e come o que vem da rede: se cair, é a conexão que se perde, não a execução.
fn interpretar(texto: &[u8]) -> Result<Response<'static>, Recusa> {
    let lida = catch_unwind(AssertUnwindSafe(|| match Response::parse(texto) {
        Ok((_, resposta)) => Some(resposta.into_owned()),
        Err(_) => None,
    }));
    lida.ok().flatten().ok_or_else(|| Recusa::perdida("o servidor mandou uma resposta sem sentido"))
}

fn caiu(erro: std::io::Error) -> Recusa {
    Recusa::perdida(format!("a conexão caiu ({erro})"))
}

#[cfg(test)]
mod testes {
    use super::*;
    use tokio::io::DuplexStream;

    /// Um servidor que diz a saudação, espera um comando e responde isto.
    async fn conversar(resposta: &'static [u8], fecha: bool) -> Result<Vec<Response<'static>>, Recusa> {
        let (nosso, mut dele): (DuplexStream, DuplexStream) = tokio::io::duplex(1 << 20);
        let servidor = tokio::spawn(async move {
            dele.write_all(b"* OK pronto\r\n").await.unwrap();
            let mut pedido = [0; 512];
            let _ = dele.read(&mut pedido).await.unwrap();
            dele.write_all(resposta).await.unwrap();
            (!fecha).then_some(dele)
        });
        let mut dialogo = Dialogo::comecar(Box::new(nosso), Arc::default()).await?;
        let respostas = dialogo.pedir_em("UID SEARCH ALL", Duration::from_millis(300)).await;
        drop(servidor.await);
        respostas
    }

    #[tokio::test]
    async fn conexao_que_cai_no_meio_nunca_e_lista_vazia() {
        for meio in [&b""[..], b"* SEARCH 1 2\r\n", b"* SEARCH 1 2\r\nE1 O", b"* BYE tchau\r\n"] {
            assert!(matches!(conversar(meio, true).await, Err(Recusa::Perdida(_))), "{meio:?}");
        }
        assert!(matches!(conversar(b"* SEARCH 1\r\n", false).await, Err(Recusa::Perdida(_))), "calado");
        assert!(matches!(conversar(b"E1 NO caixa em obras\r\n", false).await, Err(Recusa::Nao { .. })));
        assert_eq!(conversar(b"* SEARCH 1 2\r\nE1 OK feito\r\n", false).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn resposta_que_derruba_o_parser_so_derruba_a_conexao() {
        for ruim in ["* OK [ALERT]é\r\n", "* lixo\r\n", "\r\n", "* 1 FETCH (BODY[] {3}\r\n"] {
            assert!(interpretar(ruim.as_bytes()).is_err(), "{ruim}");
        }
    }
}
