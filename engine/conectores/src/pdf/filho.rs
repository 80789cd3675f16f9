//! O lado do servidor: chama o filho, com limites, e entende como ele acabou.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use esteira_portas::pdf::{ErroPdf, LeitorDePdf, Pdf, PdfLido};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio_util::bytes::Bytes;

use super::conversa::{Pedido, Resposta};
use super::{MAXIMO_FILHOS, MAXIMO_MEMORIA_KIB, MAXIMO_PDF, MAXIMO_TEXTO, PRAZO};

/// Aplica os limites e vira o programa pedido, no mesmo processo: endereços, nenhum despejo de memória, nenhum arquivo escrito e tempo de CPU, para que nem um filho
/// órfão dure. Precisa de `/bin/sh` e de um sistema que limite endereços (Linux).
const COM_LIMITES: &str =
    "ulimit -v \"$1\" && ulimit -c 0 && ulimit -f 0 && ulimit -t \"$2\" && shift 2 && exec \"$@\"";
/// A saída é o texto em JSON, em que no pior caso cada byte vira seis (`\u0000`), ou um PDF, que juntar não faz crescer tanto.
const MAXIMO_SAIDA: u64 = {
    let (texto, pdf) = (6 * MAXIMO_TEXTO as u64 + 1024, 2 * MAXIMO_PDF as u64);
    if texto > pdf { texto } else { pdf }
};
const MAXIMO_QUEIXA: u64 = 4 * 1024;
/// O que o Rust escreve ao morrer por falta de memória.
const SEM_MEMORIA: &str = "memory allocation of";

/// Lê e junta PDFs num processo por vez que se pede.
#[derive(Debug, Clone)]
pub struct PdfEmProcessoFilho {
    executavel: PathBuf,
    argumentos: Vec<OsString>,
    prazo: Duration,
    vagas: Arc<Semaphore>,
}

impl PdfEmProcessoFilho {
    /// O filho é `executavel argumentos…`, e chama [`atender_pdf`](super::atender_pdf).
    pub fn novo(executavel: impl Into<PathBuf>, argumentos: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self {
            executavel: executavel.into(),
            argumentos: argumentos.into_iter().map(Into::into).collect(),
            prazo: PRAZO,
            vagas: Arc::new(Semaphore::new(MAXIMO_FILHOS)),
        }
    }

    /// O mesmo leitor com outro prazo.
    pub fn com_prazo(self, prazo: Duration) -> Self {
        Self { prazo, ..self }
    }

    fn gerar(&self) -> std::io::Result<Child> {
        Command::new("/bin/sh")
            .args(["-c", COM_LIMITES, "pdf"])
            .arg(MAXIMO_MEMORIA_KIB.to_string())
            .arg((self.prazo.as_secs() + 1).to_string())
            .arg(&self.executavel)
            .args(&self.argumentos)
            // O ambiente do servidor tem segredos, e o filho lida com um arquivo hostil. Uma só arena: as outras reservam endereços à toa.
            .env_clear()
            .env("MALLOC_ARENA_MAX", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }
}

#[async_trait]
impl LeitorDePdf for PdfEmProcessoFilho {
    async fn ler(&self, conteudo: Bytes) -> Result<PdfLido, ErroPdf> {
        match self.pedir(&Pedido::Ler, &[conteudo]).await? {
            (Resposta::Lido(lido), _) => Ok(lido),
            (outra, _) => Err(outra.erro()),
        }
    }
}

#[async_trait]
impl Pdf for PdfEmProcessoFilho {
    async fn juntar(&self, partes: Vec<Bytes>) -> Result<Bytes, ErroPdf> {
        match self.pedir(&Pedido::Juntar(partes.iter().map(Bytes::len).collect()), &partes).await? {
            (Resposta::Junto, pdf) => Ok(pdf),
            (outra, _) => Err(outra.erro()),
        }
    }
}

impl PdfEmProcessoFilho {
    async fn pedir(&self, pedido: &Pedido, partes: &[Bytes]) -> Result<(Resposta, Bytes), ErroPdf> {
        if partes.iter().map(Bytes::len).sum::<usize>() > MAXIMO_PDF {
            return Err(ErroPdf::LimiteExcedido(format!("{} MiB por arquivo", MAXIMO_PDF / (1024 * 1024))));
        }
        let falhou = |o_que: &str, erro: &dyn std::fmt::Display| ErroPdf::Falhou(format!("{o_que}: {erro}"));
        let mut entrada = serde_json::to_vec(pedido).map_err(|erro| falhou("o pedido não se escreve", &erro))?;
        entrada.push(b'\n');
        let mut entradas = vec![Bytes::from(entrada)];
        entradas.extend_from_slice(partes);
        let _vaga = self.vagas.acquire().await.map_err(|erro| falhou("o leitor fechou", &erro))?;
        let filho = self.gerar().map_err(|erro| falhou("o leitor não pôde ser iniciado", &erro))?;
        match tokio::time::timeout(self.prazo, conversar(filho, entradas)).await {
            Ok(Ok(fim)) => fim.entender(),
            Ok(Err(erro)) => Err(falhou("a conversa com o leitor falhou", &erro)),
            // Largar a conversa largou o filho, e `kill_on_drop` o encerra.
            Err(_) => Err(ErroPdf::LimiteExcedido(format!("{} s", self.prazo.as_secs_f64()))),
        }
    }
}

impl Resposta {
    fn erro(self) -> ErroPdf {
        match self {
            Self::Erro(erro) => erro,
            Self::Lido(_) | Self::Junto => nao_se_entende(),
        }
    }
}

fn nao_se_entende() -> ErroPdf {
    ErroPdf::Falhou("o leitor respondeu algo que não se entende".into())
}

/// Como o filho acabou.
struct Fim {
    saida: Vec<u8>,
    queixa: Vec<u8>,
    situacao: ExitStatus,
}

async fn conversar(mut filho: Child, entradas: Vec<Bytes>) -> std::io::Result<Fim> {
    let (entrada, saida, queixa) = (filho.stdin.take(), filho.stdout.take(), filho.stderr.take());
    let escrever = async move {
        // O filho pode recusar o arquivo, ou morrer, antes de lê-lo todo: a resposta está no modo como acabou.
        let Some(mut entrada) = entrada else { return };
        for parte in entradas {
            if entrada.write_all(&parte).await.is_err() {
                break;
            }
        }
    };
    let ((), saida, queixa) = tokio::join!(escrever, ler_ate(saida, MAXIMO_SAIDA), ler_ate(queixa, MAXIMO_QUEIXA));
    Ok(Fim { saida: saida?, queixa: queixa?, situacao: filho.wait().await? })
}

/// Guarda até o limite e joga fora o resto, para o filho não parar à espera de quem o leia.
async fn ler_ate(origem: Option<impl AsyncRead + Unpin>, maximo: u64) -> std::io::Result<Vec<u8>> {
    let mut lido = Vec::new();
    if let Some(mut origem) = origem {
        (&mut origem).take(maximo).read_to_end(&mut lido).await?;
        tokio::io::copy(&mut origem, &mut tokio::io::sink()).await?;
    }
    Ok(lido)
}

impl Fim {
    fn entender(self) -> Result<(Resposta, Bytes), ErroPdf> {
        if self.situacao.success() {
            let fim_da_linha = self.saida.iter().position(|b| *b == b'\n').ok_or_else(nao_se_entende)?;
            let mut linha = Bytes::from(self.saida);
            let pdf = linha.split_off(fim_da_linha + 1);
            return Ok((serde_json::from_slice(&linha).map_err(|_| nao_se_entende())?, pdf));
        }
        let queixa = String::from_utf8_lossy(&self.queixa);
        tracing::warn!(situacao = %self.situacao, queixa = %queixa, "o leitor de PDF morreu");
        if queixa.contains(SEM_MEMORIA) {
            return Err(ErroPdf::LimiteExcedido(format!("{} MiB de memória", MAXIMO_MEMORIA_KIB / 1024)));
        }
        Err(ErroPdf::Falhou("o leitor não resistiu ao conteúdo; o arquivo pode ser malformado de propósito".into()))
    }
}
