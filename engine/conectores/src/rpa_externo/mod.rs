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
        // Grande demais hoje é grande demais amanhã: esperar não muda.
        ErroDeServico::Grande(_) => ErroExterno::Contrato(erro.to_string()),
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

#[cfg(test)]
mod testes {
    use std::sync::Mutex;

    use super::*;
    use serde_json::{Map, json};

    /// Responde sempre o mesmo, e guarda o que lhe pediram.
    struct Fixo {
        status: u16,
        corpo: Value,
        /// URL, e se levava autorização.
        pedidos: Mutex<Vec<(String, bool)>>,
    }

    impl Fixo {
        fn anotar(&self, url: &str, cabecalhos: &[(String, Segredo)]) {
            self.pedidos.lock().unwrap().push((url.to_owned(), !cabecalhos.is_empty()));
        }
    }

    #[async_trait]
    impl Servicos for Fixo {
        async fn chamar(&self, chamada: Chamada) -> Result<Resposta, ErroDeServico> {
            self.anotar(&chamada.url, &chamada.cabecalhos);
            Ok(Resposta { status: self.status, cabecalhos: Map::new(), corpo: self.corpo.clone() })
        }

        async fn baixar(
            &self,
            url: &str,
            cabecalhos: Vec<(String, Segredo)>,
            _: usize,
            _: Duration,
        ) -> Result<Bytes, ErroDeServico> {
            self.anotar(url, &cabecalhos);
            Ok(Bytes::from_static(b"%PDF-"))
        }
    }

    fn montar(status: u16, corpo: Value) -> (Arc<Fixo>, RpaExternoHttp, AcessoExterno) {
        let fixo = Arc::new(Fixo { status, corpo, pedidos: Mutex::default() });
        let acesso = AcessoExterno {
            url: "https://rpa.exemplo.com.br:8443/v1/".into(),
            token: Segredo::novo("jwt-secreto"),
            segredos: vec![Segredo::novo("s3nha")],
        };
        (fixo.clone(), RpaExternoHttp::novo(fixo), acesso)
    }

    fn pedido() -> PedidoExterno {
        PedidoExterno { operadora: "OI".into(), campos: Map::new(), segredos: Vec::new() }
    }

    #[tokio::test]
    async fn o_token_so_vai_a_origem_do_cadastro() {
        let (fixo, externo, acesso) = montar(200, Value::Null);
        for url in [
            "https://rpa.exemplo.com.br:8443/arquivos/1.pdf",
            "https://rpa.exemplo.com.br/arquivos/1.pdf",
            "http://rpa.exemplo.com.br:8443/arquivos/1.pdf",
            "https://balde.exemplo.com/f.pdf?assinatura=x",
        ] {
            externo.arquivo(&acesso, &json!({ "url_s3": url })).await.unwrap();
        }
        let com_token: Vec<_> = fixo.pedidos.lock().unwrap().iter().map(|(_, com)| *com).collect();
        assert_eq!(com_token, [true, false, false, false]);
    }

    #[tokio::test]
    async fn a_recusa_nao_repete_o_que_se_mandou() {
        let detalhe = json!([{ "loc": ["body", "cnpj"], "msg": "s3nha e jwt-secreto", "input": { "senha": "s3nha" } }]);
        let (_, externo, acesso) = montar(422, json!({ "detail": detalhe }));
        let erro = externo.pedir(&acesso, pedido()).await.unwrap_err();
        assert_eq!(erro, ErroExterno::Recusado("422: body.cnpj: *** e ***".into()));
    }

    #[tokio::test]
    async fn criado_sem_id_legivel_e_como_resposta_perdida() {
        for corpo in [json!({}), json!({ "job_id": "" }), json!({ "job_id": "../jobs" }), json!("ok")] {
            let (_, externo, acesso) = montar(200, corpo.clone());
            let erro = externo.pedir(&acesso, pedido()).await.unwrap_err();
            assert!(matches!(erro, ErroExterno::SemResposta(_)), "{corpo}: {erro}");
        }
    }

    #[tokio::test]
    async fn o_caminho_segue_o_contrato() {
        let (fixo, externo, acesso) = montar(404, json!({ "detail": "Job 'a' não encontrado" }));
        assert!(matches!(externo.ver(&acesso, "a").await, Err(ErroExterno::NaoExiste(_))));
        assert!(matches!(externo.pedir(&acesso, pedido()).await, Err(ErroExterno::NaoExiste(_))));
        let caminhos: Vec<_> = fixo.pedidos.lock().unwrap().iter().map(|(url, _)| url.clone()).collect();
        let raiz = "https://rpa.exemplo.com.br:8443/v1";
        assert_eq!(caminhos, ["/status/a", "/jobs/a", "/executar/OI"].map(|caminho| format!("{raiz}{caminho}")));
    }
}
