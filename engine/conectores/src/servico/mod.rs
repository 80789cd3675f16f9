//! Serviços HTTP de fora, com o endereço vigiado: nem por nome nem por número se chega à rede interna sem permissão.

mod endereco;
mod nomes;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use esteira_base::Segredo;
use esteira_portas::servico::{Chamada, ErroDeServico, Resposta, Servicos};
use futures::StreamExt;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Url};
use serde_json::{Map, Value};
use tokio_util::bytes::Bytes;

pub use endereco::Permitidos;

/// Maior resposta que se lê, em bytes.
pub const MAIOR_RESPOSTA: usize = 4 * 1024 * 1024;

/// O cliente HTTP dos passos `http`.
pub struct ServicosHttp {
    cliente: Client,
    permitidos: Arc<Permitidos>,
}

impl ServicosHttp {
    /// # Errors
    /// O cliente não pôde ser montado.
    pub fn novo(permitidos: Permitidos) -> Result<Self, reqwest::Error> {
        let permitidos = Arc::new(permitidos);
        let cliente = Client::builder()
            // O destino de um redirecionamento não passou por quem escreveu o fluxo.
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(nomes::NomesVigiados::novos(permitidos.clone())))
            .no_proxy()
            .build()?;
        Ok(Self { cliente, permitidos })
    }
}

#[async_trait]
impl Servicos for ServicosHttp {
    async fn chamar(&self, chamada: Chamada) -> Result<Resposta, ErroDeServico> {
        let prazo = chamada.prazo;
        match tokio::time::timeout(prazo, self.ir(chamada)).await {
            Ok(resposta) => resposta,
            Err(_) => Err(ErroDeServico::Tempo),
        }
    }

    async fn baixar(
        &self,
        url: &str,
        cabecalhos: Vec<(String, Segredo)>,
        maximo: usize,
        prazo: Duration,
    ) -> Result<Bytes, ErroDeServico> {
        let ida = async {
            let pedido = self.pedido("GET", url)?.headers(em_mapa(&cabecalhos)?);
            let resposta = pedido.send().await.map_err(|erro| traduzir(&erro))?;
            match resposta.status().as_u16() {
                200 => ler(resposta, maximo).await.map(Bytes::from),
                outro => Err(ErroDeServico::Status(outro)),
            }
        };
        tokio::time::timeout(prazo, ida).await.unwrap_or(Err(ErroDeServico::Tempo))
    }
}

impl ServicosHttp {
    async fn ir(&self, chamada: Chamada) -> Result<Resposta, ErroDeServico> {
        let mut pedido = self.pedido(&chamada.metodo, &chamada.url)?.headers(em_mapa(&chamada.cabecalhos)?);
        pedido = match chamada.corpo {
            Value::Null => pedido,
            Value::String(texto) => pedido.body(texto),
            valor => pedido.json(&valor),
        };
        let resposta = pedido.send().await.map_err(|erro| traduzir(&erro))?;
        let status = resposta.status().as_u16();
        let cabecalhos = em_json(resposta.headers());
        let e_json = resposta.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(|tipo| {
            let tipo = tipo.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            tipo == "application/json" || tipo.ends_with("+json")
        });
        let bytes = ler(resposta, MAIOR_RESPOSTA).await?;
        Ok(Resposta { status, cabecalhos, corpo: em_valor(&bytes, e_json) })
    }

    /// Um pedido a um endereço conferido.
    fn pedido(&self, metodo: &str, url: &str) -> Result<RequestBuilder, ErroDeServico> {
        let url = Url::parse(url).map_err(|erro| ErroDeServico::Endereco(format!("não é uma URL ({erro})")))?;
        self.permitidos.conferir(&url)?;
        let metodo =
            Method::from_bytes(metodo.as_bytes()).map_err(|_| ErroDeServico::Pedido(format!("método {metodo}")))?;
        Ok(self.cliente.request(metodo, url))
    }
}

fn em_mapa(cabecalhos: &[(String, Segredo)]) -> Result<HeaderMap, ErroDeServico> {
    let mut mapa = HeaderMap::new();
    for (nome, valor) in cabecalhos {
        // O valor pode ser segredo: o erro só diz o nome.
        let invalido = || ErroDeServico::Pedido(format!("cabeçalho {nome} com nome ou valor inválido"));
        let mut conteudo = HeaderValue::from_str(valor.revelar()).map_err(|_| invalido())?;
        conteudo.set_sensitive(true);
        mapa.append(HeaderName::from_bytes(nome.as_bytes()).map_err(|_| invalido())?, conteudo);
    }
    Ok(mapa)
}

async fn ler(resposta: reqwest::Response, maximo: usize) -> Result<Vec<u8>, ErroDeServico> {
    let mut bytes = Vec::new();
    let mut corpo = resposta.bytes_stream();
    while let Some(pedaco) = corpo.next().await {
        let pedaco = pedaco.map_err(|erro| traduzir(&erro))?;
        if bytes.len() + pedaco.len() > maximo {
            return Err(ErroDeServico::Grande(maximo));
        }
        bytes.extend_from_slice(&pedaco);
    }
    Ok(bytes)
}

fn em_valor(bytes: &[u8], e_json: bool) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    let lido = if e_json { serde_json::from_slice(bytes).ok() } else { None };
    lido.unwrap_or_else(|| Value::String(String::from_utf8_lossy(bytes).into_owned()))
}

fn em_json(cabecalhos: &HeaderMap) -> Map<String, Value> {
    let mut mapa: Map<String, Value> = Map::new();
    for (nome, valor) in cabecalhos {
        let texto = String::from_utf8_lossy(valor.as_bytes()).into_owned();
        match mapa.get_mut(nome.as_str()) {
            Some(Value::String(anterior)) => anterior.push_str(&format!(", {texto}")),
            _ => drop(mapa.insert(nome.as_str().to_owned(), Value::String(texto))),
        }
    }
    mapa
}

/// A causa, sem a URL (que pode levar segredo na consulta).
fn traduzir(erro: &reqwest::Error) -> ErroDeServico {
    let mut causa: &dyn Error = erro;
    while let Some(dentro) = causa.source() {
        if let Some(recusado) = dentro.downcast_ref::<nomes::NomeRecusado>() {
            return ErroDeServico::Endereco(recusado.to_string());
        }
        causa = dentro;
    }
    if erro.is_builder() {
        return ErroDeServico::Pedido(causa.to_string());
    }
    if erro.is_connect() {
        return ErroDeServico::SemLigacao(causa.to_string());
    }
    ErroDeServico::Indisponivel(causa.to_string())
}
