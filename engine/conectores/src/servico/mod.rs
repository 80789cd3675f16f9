//! Serviços HTTP de fora, com o endereço vigiado: nem por nome nem por número se chega à rede interna sem permissão.

mod endereco;
mod nomes;

use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use esteira_portas::servico::{Chamada, ErroDeServico, Resposta, Servicos};
use futures::StreamExt;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Url};
use serde_json::{Map, Value};

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
}

impl ServicosHttp {
    async fn ir(&self, chamada: Chamada) -> Result<Resposta, ErroDeServico> {
        let url =
            Url::parse(&chamada.url).map_err(|erro| ErroDeServico::Endereco(format!("não é uma URL ({erro})")))?;
        self.permitidos.conferir(&url)?;
        let metodo = Method::from_bytes(chamada.metodo.as_bytes())
            .map_err(|_| ErroDeServico::Pedido(format!("método {}", chamada.metodo)))?;
        let mut pedido = self.cliente.request(metodo, url).headers(cabecalhos(&chamada)?);
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
        let bytes = ler(resposta).await?;
        Ok(Resposta { status, cabecalhos, corpo: em_valor(&bytes, e_json) })
    }
}

fn cabecalhos(chamada: &Chamada) -> Result<HeaderMap, ErroDeServico> {
    let mut mapa = HeaderMap::new();
    for (nome, valor) in &chamada.cabecalhos {
        // O valor pode ser segredo: o erro só diz o nome.
        let invalido = || ErroDeServico::Pedido(format!("cabeçalho {nome} com nome ou valor inválido"));
        let mut conteudo = HeaderValue::from_str(valor.revelar()).map_err(|_| invalido())?;
        conteudo.set_sensitive(true);
        mapa.append(HeaderName::from_bytes(nome.as_bytes()).map_err(|_| invalido())?, conteudo);
    }
    Ok(mapa)
}

async fn ler(resposta: reqwest::Response) -> Result<Vec<u8>, ErroDeServico> {
    let mut bytes = Vec::new();
    let mut corpo = resposta.bytes_stream();
    while let Some(pedaco) = corpo.next().await {
        let pedaco = pedaco.map_err(|erro| traduzir(&erro))?;
        if bytes.len() + pedaco.len() > MAIOR_RESPOSTA {
            return Err(ErroDeServico::Grande(MAIOR_RESPOSTA));
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
    ErroDeServico::Indisponivel(causa.to_string())
}
