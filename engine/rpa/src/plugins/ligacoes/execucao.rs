//! `execucao`: prazo, cancelamento, progresso, e perguntar a uma pessoa.

use std::time::Duration;

use esteira_portas::rpa::{ArquivoDeSaida, PerguntaRpa};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::oneshot;
use wasmtime::component::Resource;

use super::comando;
use super::esteira::rpa::execucao;
use super::registro::Aviso;
use crate::erro::Falha;
use crate::limites;
use crate::plugins::estado::{Arquivo, Estado};

/// O objeto que o plugin manda; campos a mais não incomodam.
#[derive(Deserialize)]
struct Pergunta {
    titulo: String,
    #[serde(default)]
    texto: String,
    #[serde(default)]
    opcoes: Vec<String>,
}

impl execucao::Host for Estado {
    async fn prazo_restante_ms(&mut self) -> wasmtime::Result<u64> {
        Ok(u64::try_from(self.resta().as_millis()).unwrap_or(u64::MAX))
    }

    async fn cancelada(&mut self) -> wasmtime::Result<bool> {
        Ok(self.cancelamento.is_cancelled())
    }

    async fn progresso(&mut self, por_cento: u32, mensagem: String) -> wasmtime::Result<()> {
        let por_cento = u8::try_from(por_cento.min(100)).unwrap_or(100);
        self.diario.avisar(|riscador| Aviso::Progresso(por_cento, riscador.riscar_dono(mensagem)));
        Ok(())
    }

    async fn perguntar(
        &mut self,
        pergunta_json: String,
        imagem: Option<Resource<Arquivo>>,
        prazo_ms: u64,
    ) -> Result<String, Falha> {
        let pergunta = self.pergunta(&pergunta_json, imagem, prazo_ms)?;
        let titulo = pergunta.titulo.clone();
        comando!(self, "perguntar", titulo, self.esperar_resposta(pergunta).await)
    }
}

impl Estado {
    fn pergunta(
        &mut self,
        pergunta_json: &str,
        imagem: Option<Resource<Arquivo>>,
        prazo_ms: u64,
    ) -> Result<PerguntaRpa, Falha> {
        self.perguntas += 1;
        if self.perguntas > limites::PERGUNTAS {
            return Err(Falha::limite("perguntas por execução", limites::PERGUNTAS));
        }
        if pergunta_json.len() > limites::PERGUNTA_BYTES {
            return Err(Falha::limite("tamanho de uma pergunta, em bytes", limites::PERGUNTA_BYTES));
        }
        let Pergunta { titulo, texto, opcoes } = serde_json::from_str(pergunta_json).map_err(|erro| {
            Falha::nova("argumento_invalido", format!("pergunta: é preciso um objeto JSON com titulo e texto ({erro})"))
        })?;
        let imagem = match imagem {
            Some(qual) => {
                let Arquivo { nome, conteudo } = self.ver(&qual)?;
                Some(ArquivoDeSaida { rotulo: "pergunta".into(), nome: nome.clone(), conteudo: conteudo.clone() })
            }
            None => None,
        };
        let prazo = if prazo_ms == 0 { self.resta() } else { Duration::from_millis(prazo_ms).min(self.resta()) };
        let riscar = |texto: String| self.riscador.riscar_dono(texto);
        Ok(PerguntaRpa {
            titulo: riscar(titulo),
            texto: riscar(texto),
            opcoes: opcoes.into_iter().map(riscar).collect(),
            imagem,
            prazo,
        })
    }

    /// Espera a pessoa, tocando o navegador de vez em quando: um Grid encerra a sessão que fica muda.
    async fn esperar_resposta(&mut self, pergunta: PerguntaRpa) -> Result<String, Falha> {
        let prazo = pergunta.prazo;
        let (responder, mut resposta) = oneshot::channel();
        self.diario.perguntar(pergunta, responder);
        let fim = tokio::time::sleep(prazo);
        tokio::pin!(fim);
        loop {
            tokio::select! {
                biased;
                respondida = &mut resposta => return match respondida {
                    Ok(Some(texto)) => Ok(json!({ "resposta": texto }).to_string()),
                    // Largada ou recusada, ninguém vai responder.
                    Ok(None) | Err(_) => Err(sem_resposta(prazo)),
                },
                () = &mut fim => return Err(sem_resposta(prazo)),
                () = tokio::time::sleep(limites::ENTRE_TOQUES) => self.navegador.tocar().await?,
            }
        }
    }
}

fn sem_resposta(prazo: Duration) -> Falha {
    Falha::nova("pergunta_sem_resposta", format!("ninguém respondeu à pergunta em {} s", prazo.as_secs()))
}
