//! O que a execução conta enquanto corre: o log, gravado aos poucos (quem olha vê ao vivo, e uma queda perde no máximo o último instante), e as
//! perguntas a pessoas.

use std::time::Duration;

use async_trait::async_trait;
use esteira_armazem::faturas::LinhaDaExecucao;
use esteira_base::ids::{ExecucaoId, InquilinoId};
use esteira_portas::rpa::{LinhaDeRegistro, Nivel, ObservadorRpa, PerguntaRpa};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::pergunta::Perguntador;
use crate::Aplicacao;

/// De quanto em quanto tempo o que se juntou vai ao banco.
const INTERVALO: Duration = Duration::from_millis(300);
/// Linhas por gravação.
const POR_GRAVACAO: usize = 500;

/// Recebe linhas sem esperar e as grava por trás.
pub(super) struct Observador {
    linhas: mpsc::UnboundedSender<LinhaDeRegistro>,
    gravador: JoinHandle<i64>,
    perguntador: Perguntador,
}

impl Observador {
    /// `ultima` é o número da última linha já gravada: uma execução pode rodar mais de uma operação (conferir e enviar).
    pub fn iniciar(
        app: &Aplicacao,
        inquilino: InquilinoId,
        execucao: ExecucaoId,
        ultima: i64,
        perguntador: Perguntador,
    ) -> Self {
        let (linhas, recebidas) = mpsc::unbounded_channel();
        let gravador = tokio::spawn(gravar(app.clone(), inquilino, execucao, ultima, recebidas));
        Self { linhas, gravador, perguntador }
    }

    /// Espera o que falta ser gravado e devolve o número da última linha.
    pub async fn terminar(self) -> i64 {
        drop(self.linhas);
        // Só falha se o gravador estourou; o log incompleto não muda o desfecho da execução.
        self.gravador.await.unwrap_or(i64::MAX / 2)
    }
}

#[async_trait]
impl ObservadorRpa for Observador {
    fn linha(&self, linha: LinhaDeRegistro) {
        let _ = self.linhas.send(linha);
    }

    fn progresso(&self, por_cento: u8, mensagem: &str) {
        tracing::debug!(por_cento, mensagem, "progresso");
    }

    async fn perguntar(&self, pergunta: PerguntaRpa) -> Option<String> {
        match self.perguntador.perguntar(pergunta).await {
            Ok(resposta) => resposta,
            Err(erro) => {
                tracing::warn!(%erro, "uma pergunta de plugin não chegou a ninguém");
                None
            }
        }
    }
}

async fn gravar(
    app: Aplicacao,
    inquilino: InquilinoId,
    execucao: ExecucaoId,
    mut numero: i64,
    mut recebidas: mpsc::UnboundedReceiver<LinhaDeRegistro>,
) -> i64 {
    let mut juntas = Vec::new();
    while recebidas.recv_many(&mut juntas, POR_GRAVACAO).await > 0 {
        let linhas = juntas.drain(..).map(|linha| guardavel(&mut numero, linha)).collect();
        let gravadas = async {
            let mut unidade = app.armazem.escrever(inquilino).await?;
            unidade.anotar_linhas(execucao, linhas).await?;
            unidade.confirmar().await
        };
        if let Err(erro) = gravadas.await {
            tracing::warn!(execucao.id = %execucao, %erro, "linhas de log da execução não puderam ser gravadas");
        }
        tokio::time::sleep(INTERVALO).await;
    }
    numero
}

fn guardavel(numero: &mut i64, linha: LinhaDeRegistro) -> LinhaDaExecucao {
    *numero += 1;
    let nivel = match linha.nivel {
        Nivel::Depuracao => "depuracao",
        Nivel::Informacao => "informacao",
        Nivel::Aviso => "aviso",
        Nivel::Erro => "erro",
    };
    LinhaDaExecucao {
        numero: *numero,
        quando: linha.quando.micros(),
        nivel: nivel.to_owned(),
        etapa: linha.etapa,
        mensagem: linha.mensagem,
        campos: linha.campos.to_string(),
    }
}
