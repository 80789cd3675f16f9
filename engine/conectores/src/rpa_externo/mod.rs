//! O RPA externo (terceirizado), pelo contrato HTTP dele: `POST /executar/{operadora}`, `GET /status/{id}` (ou `/jobs/{id}`), `GET /jobs`.
//!
//! O contrato não tem chave de idempotência, guarda os trabalhos em memória e às vezes devolve, num erro, o corpo que recebeu. Daqui nada sai sem os
//! segredos riscados.
//!
//! Não deve conhecer: processo, fatura, banco; quando pedir de novo.

mod resultado;
mod riscar;
mod situacao;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use esteira_base::Segredo;
use esteira_portas::rpa_externo::{
    AcessoExterno, ErroExterno, LinhaExterna, PedidoExterno, RpaExterno, SituacaoExterna, TrabalhoListado,
};
use esteira_portas::servico::{Chamada, ErroDeServico, Resposta, Servicos};
use serde_json::Value;
use tokio_util::bytes::Bytes;

use resultado::{Arquivo, onde_esta};
use riscar::{riscar, riscar_valor};

/// Quanto se espera ao pedir um trabalho e ao ler dele.
const PRAZO_DO_PEDIDO: Duration = Duration::from_secs(30);
const PRAZO_DA_LEITURA: Duration = Duration::from_secs(90);
/// Maior fatura que se traz de um endereço, em bytes.
const MAIOR_ARQUIVO: usize = 32 * 1024 * 1024;
/// Quanto se mostra da recusa dele, em caracteres.
const MAIOR_RECUSA: usize = 500;

/// Fala o contrato por um [`Servicos`], que vigia os endereços.
pub struct RpaExternoHttp {
    servicos: Arc<dyn Servicos>,
}

impl RpaExternoHttp {
    pub fn novo(servicos: Arc<dyn Servicos>) -> Self {
        Self { servicos }
    }

    async fn ler(&self, acesso: &AcessoExterno, caminho: &str) -> Result<Value, ErroExterno> {
        let resposta = self.chamar(acesso, "GET", caminho, Value::Null, PRAZO_DA_LEITURA).await?;
        conferir(acesso, resposta)
    }

    async fn chamar(
        &self,
        acesso: &AcessoExterno,
        metodo: &str,
        caminho: &str,
        corpo: Value,
        prazo: Duration,
    ) -> Result<Resposta, ErroExterno> {
        let chamada = Chamada {
            metodo: metodo.to_owned(),
            url: format!("{}{caminho}", acesso.url.trim_end_matches('/')),
            cabecalhos: vec![autorizacao(acesso)],
            corpo,
            prazo,
        };
        self.servicos.chamar(chamada).await.map_err(sem_resposta)
    }

    /// As linhas, quando a situação não as traz. Sem a rota, não há linhas.
    async fn linhas(&self, acesso: &AcessoExterno, trabalho: &str) -> Result<Vec<LinhaExterna>, ErroExterno> {
        match self.ler(acesso, &format!("/jobs/{trabalho}/logs")).await {
            Ok(lido) => Ok(situacao::linhas(lido.get("logs").unwrap_or(&lido))),
            Err(ErroExterno::NaoExiste(_)) => Ok(Vec::new()),
            Err(erro) => Err(erro),
        }
    }
}

#[async_trait]
impl RpaExterno for RpaExternoHttp {
    async fn pedir(&self, acesso: &AcessoExterno, pedido: PedidoExterno) -> Result<String, ErroExterno> {
        let mut corpo = pedido.campos;
        for (nome, segredo) in &pedido.segredos {
            corpo.insert(nome.clone(), segredo.revelar().into());
        }
        let caminho = format!("/executar/{}", pedido.operadora);
        let resposta = self.chamar(acesso, "POST", &caminho, Value::Object(corpo), PRAZO_DO_PEDIDO).await?;
        let criado = conferir(acesso, resposta)?;
        let id = criado.get("job_id").and_then(Value::as_str).filter(|id| id_seguro(id));
        // Respondeu que sim sem dizer o id: o trabalho nasceu e não se sabe qual é.
        id.map(str::to_owned)
            .ok_or_else(|| ErroExterno::SemResposta("a resposta não traz um job_id legível".to_owned()))
    }

    async fn ver(&self, acesso: &AcessoExterno, trabalho: &str) -> Result<SituacaoExterna, ErroExterno> {
        if !id_seguro(trabalho) {
            return Err(ErroExterno::Contrato("o id do trabalho não serve num endereço".to_owned()));
        }
        let lido = match self.ler(acesso, &format!("/status/{trabalho}")).await {
            Err(ErroExterno::NaoExiste(_)) => self.ler(acesso, &format!("/jobs/{trabalho}")).await?,
            outro => outro?,
        };
        let lido = riscar_valor(acesso, lido);
        let mut situacao = situacao::ler(&lido)?;
        if lido.get("logs").is_none() {
            situacao.linhas = self.linhas(acesso, trabalho).await?;
            for linha in &mut situacao.linhas {
                linha.mensagem = riscar(acesso, &linha.mensagem);
            }
        }
        Ok(situacao)
    }

    async fn listar(&self, acesso: &AcessoExterno) -> Result<Vec<TrabalhoListado>, ErroExterno> {
        situacao::lista(&self.ler(acesso, "/jobs").await?)
    }

    async fn arquivo(&self, acesso: &AcessoExterno, resultado: &Value) -> Result<Bytes, ErroExterno> {
        let url = match onde_esta(resultado)? {
            Arquivo::Conteudo(bytes) => return Ok(bytes.into()),
            Arquivo::Endereco(url) => url,
        };
        // O token só vai a quem o deu: o endereço pode ser de um armazém de terceiros.
        let cabecalhos = if mesma_origem(&acesso.url, &url) { vec![autorizacao(acesso)] } else { Vec::new() };
        let baixado = self.servicos.baixar(&url, cabecalhos, MAIOR_ARQUIVO, PRAZO_DA_LEITURA).await;
        baixado.map_err(|erro| match erro {
            ErroDeServico::Status(404 | 410) => ErroExterno::NaoExiste("o arquivo da fatura".to_owned()),
            ErroDeServico::Status(401 | 403) => {
                ErroExterno::Recusado("o arquivo da fatura não se deixa baixar".to_owned())
            }
            outro => sem_resposta(outro),
        })
    }
}

fn autorizacao(acesso: &AcessoExterno) -> (String, Segredo) {
    ("Authorization".to_owned(), Segredo::novo(format!("Bearer {}", acesso.token.revelar())))
}

/// O id vai no caminho: só o que um id tem.
fn id_seguro(id: &str) -> bool {
    !id.is_empty() && id.len() <= 100 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn mesma_origem(a: &str, b: &str) -> bool {
    match (url::Url::parse(a), url::Url::parse(b)) {
        (Ok(a), Ok(b)) => a.origin() == b.origin(),
        _ => false,
    }
}

fn sem_resposta(erro: ErroDeServico) -> ErroExterno {
    match erro {
        ErroDeServico::Endereco(motivo) | ErroDeServico::Pedido(motivo) => ErroExterno::Endereco(motivo),
        ErroDeServico::SemLigacao(_) => ErroExterno::NaoChegou(erro.to_string()),
        _ => ErroExterno::SemResposta(erro.to_string()),
    }
}

/// O corpo de uma resposta boa; a recusa, com palavras.
fn conferir(acesso: &AcessoExterno, resposta: Resposta) -> Result<Value, ErroExterno> {
    match resposta.status {
        200..300 => Ok(resposta.corpo),
        401 | 403 => Err(ErroExterno::Credencial),
        404 => Err(ErroExterno::NaoExiste(recusa(acesso, &resposta.corpo))),
        429 => {
            let segundos =
                resposta.cabecalhos.get("retry-after").and_then(Value::as_str).and_then(|s| s.trim().parse().ok());
            Err(ErroExterno::Ocupado { segundos })
        }
        408 | 500.. => Err(ErroExterno::SemResposta(format!("respondeu {}", resposta.status))),
        status => Err(ErroExterno::Recusado(format!("{status}: {}", recusa(acesso, &resposta.corpo)))),
    }
}

/// O `detail` do FastAPI: um texto, ou uma lista em que só interessa o lugar e a mensagem (o resto pode repetir o que se mandou, com a senha).
fn recusa(acesso: &AcessoExterno, corpo: &Value) -> String {
    let texto = match corpo.get("detail") {
        Some(Value::String(texto)) => texto.clone(),
        Some(Value::Array(itens)) => {
            let dito = |item: &Value| {
                let lugar = item.get("loc")?.as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(".");
                Some(format!("{lugar}: {}", item.get("msg")?.as_str()?))
            };
            itens.iter().filter_map(dito).collect::<Vec<_>>().join("; ")
        }
        _ => "sem explicação".to_owned(),
    };
    riscar(acesso, &texto.chars().take(MAIOR_RECUSA).collect::<String>())
}
