//! Baixar uma URL com os cookies da sessão, sem passar pelo navegador: dá para conferir status, tamanho e fim.

use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderValue, LOCATION, REFERER, USER_AGENT};
use reqwest::{Client, Response, redirect};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::Navegador;
use super::pagina::negado;
use super::pedido::Pedido;
use crate::erro::Falha;
use crate::limites;

/// As opções de `baixar-url-com`; as desconhecidas são ignoradas.
#[derive(Debug, Default, Deserialize)]
struct Opcoes {
    portador: Option<Guarda>,
}

/// Onde a página guarda o token.
#[derive(Debug, Deserialize)]
struct Guarda {
    /// `local` ou `sessao`.
    armazenamento: String,
    chave: String,
}

impl Opcoes {
    fn ler(json: &str) -> Result<Self, Falha> {
        let opcoes = if json.trim().is_empty() { Ok(Self::default()) } else { serde_json::from_str(json) };
        match opcoes {
            Ok(Self { portador: Some(Guarda { armazenamento, .. }) })
                if !matches!(armazenamento.as_str(), "local" | "sessao") =>
            {
                Err(Falha::nova("argumento_invalido", "portador: o armazenamento é \"local\" ou \"sessao\""))
            }
            Ok(opcoes) => Ok(opcoes),
            Err(erro) => Err(Falha::nova("argumento_invalido", format!("opções de download: {erro}"))),
        }
    }
}

impl Navegador {
    /// GET, seguindo redirecionamentos só dentro dos domínios concedidos.
    ///
    /// # Errors
    /// `http_<status>` se não for 2xx; `download_incompleto` se o corpo acabou antes do anunciado; `portal_indisponivel` se não respondeu.
    pub async fn baixar_url(&mut self, url: &str) -> Result<Vec<u8>, Falha> {
        self.baixar_url_com(url, "").await
    }

    /// O mesmo, com as opções de `baixar-url-com`.
    ///
    /// # Errors
    /// Além daqueles, `sessao_expirada` se a página não guarda o token pedido.
    pub async fn baixar_url_com(&mut self, url: &str, opcoes_json: &str) -> Result<Vec<u8>, Falha> {
        let portador = match Opcoes::ler(opcoes_json)?.portador {
            Some(guarda) => Some(self.portador(&guarda).await?),
            None => None,
        };
        let pagina = self.url().await?;
        // Endereço relativo vale em relação à página em que se está, como num link.
        let url = Url::parse(&pagina)
            .and_then(|base| base.join(url))
            .or_else(|_| Url::parse(url))
            .map_err(|erro| Falha::nova("argumento_invalido", format!("URL inválida: {erro}")))?;
        tokio::time::timeout(limites::PRAZO_BAIXAR, self.baixar(url, pagina, portador)).await.unwrap_or_else(|_| {
            Err(Falha::nova("tempo_esgotado", format!("o download passou de {} s", limites::PRAZO_BAIXAR.as_secs())))
        })
    }

    async fn baixar(&mut self, mut url: Url, pagina: String, portador: Option<HeaderValue>) -> Result<Vec<u8>, Falha> {
        let agente = self.cdp("Browser.getVersion", json!({})).await?;
        let agente = agente.get("userAgent").and_then(Value::as_str).unwrap_or_default().to_owned();
        let biscoitos = Arc::new(reqwest::cookie::Jar::default());
        let http = Client::builder()
            .redirect(redirect::Policy::none())
            .cookie_provider(biscoitos.clone())
            .no_proxy()
            .build()
            .map_err(|erro| Falha::nova("erro_de_rede", format!("cliente HTTP: {erro}")))?;
        let mut visitados = Vec::new();
        for _ in 0..=limites::REDIRECIONAMENTOS {
            if !self.dominios.permite(&url) {
                return Err(negado(&url));
            }
            // Os do navegador entram uma vez por origem: depois valem os que a própria resposta trocar.
            if !visitados.contains(&url.origin()) {
                for cookie in self.cookies_de(&url).await? {
                    biscoitos.add_cookie_str(&cookie, &url);
                }
                visitados.push(url.origin());
            }
            let mut pedido = http.get(url.clone()).header(USER_AGENT, &agente);
            if Url::parse(&pagina).is_ok_and(|p| p.origin() == url.origin()) {
                pedido = pedido.header(REFERER, &pagina);
            }
            // Num redirecionamento para outra origem, o token não vai junto.
            if let Some(portador) = portador.as_ref().filter(|_| visitados.first() == Some(&url.origin())) {
                pedido = pedido.header(AUTHORIZATION, portador);
            }
            let resposta = pedido.send().await.map_err(de_rede)?;
            if !resposta.status().is_redirection() {
                return corpo(resposta).await;
            }
            let destino = resposta.headers().get(LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default();
            url = url
                .join(destino)
                .map_err(|_| Falha::nova("portal_indisponivel", "redirecionamento para lugar inválido"))?;
        }
        Err(Falha::limite("redirecionamentos", limites::REDIRECIONAMENTOS))
    }

    /// O cabeçalho com o que a página guarda; fora dos registros, como um segredo.
    async fn portador(&mut self, guarda: &Guarda) -> Result<HeaderValue, Falha> {
        let onde = if guarda.armazenamento == "sessao" { "sessionStorage" } else { "localStorage" };
        self.conferir_dominio().await?;
        let corpo = format!("return {onde}.getItem(arguments[0])");
        let valor = self.executar_na_pagina(&corpo, json!([guarda.chave])).await?;
        let token = valor.as_str().filter(|token| !token.is_empty()).ok_or_else(|| {
            Falha::nova("sessao_expirada", format!("a página não guarda o token \"{}\" da sessão", guarda.chave))
        })?;
        let mut cabecalho = HeaderValue::try_from(format!("Bearer {token}"))
            .map_err(|_| Falha::nova("sessao_expirada", "o que a página guarda não é um token"))?;
        cabecalho.set_sensitive(true);
        Ok(cabecalho)
    }

    async fn cookies_de(&mut self, url: &Url) -> Result<Vec<String>, Falha> {
        let resposta = self.cdp("Network.getCookies", json!({ "urls": [url.as_str()] })).await?;
        let cookies = resposta.get("cookies").and_then(Value::as_array).into_iter().flatten();
        Ok(cookies
            .filter_map(|c| Some(format!("{}={}; Path=/", c.get("name")?.as_str()?, c.get("value")?.as_str()?)))
            .collect())
    }

    /// Um comando do protocolo do Chromium, pelo chromedriver.
    async fn cdp(&mut self, comando: &str, parametros: Value) -> Result<Value, Falha> {
        let pedido = Pedido::fazer("goog/cdp/execute", json!({ "cmd": comando, "params": parametros }));
        self.sessao().await?.pedir(pedido).await
    }
}

async fn corpo(mut resposta: Response) -> Result<Vec<u8>, Falha> {
    let status = resposta.status();
    if !status.is_success() {
        let codigo = format!("http_{}", status.as_u16());
        return Err(Falha {
            codigo: codigo.into(),
            ..Falha::nova("", format!("o portal respondeu {status} ao download"))
        });
    }
    let anunciado = resposta.content_length();
    let excedeu = || Falha::limite("tamanho de arquivo, em bytes", limites::ARQUIVO_BYTES);
    if anunciado.is_some_and(|n| n > limites::ARQUIVO_BYTES as u64) {
        return Err(excedeu());
    }
    let mut bytes = Vec::new();
    loop {
        match resposta.chunk().await {
            Ok(Some(pedaco)) if bytes.len() + pedaco.len() > limites::ARQUIVO_BYTES => return Err(excedeu()),
            Ok(Some(pedaco)) => bytes.extend_from_slice(&pedaco),
            Ok(None) if anunciado.is_some_and(|n| n != bytes.len() as u64) => {
                return Err(incompleto(bytes.len(), anunciado));
            }
            Ok(None) => return Ok(bytes),
            Err(_) => return Err(incompleto(bytes.len(), anunciado)),
        }
    }
}

fn incompleto(vieram: usize, anunciado: Option<u64>) -> Falha {
    let de = anunciado.map(|n| format!(" de {n}")).unwrap_or_default();
    Falha::nova("download_incompleto", format!("o portal cortou o download: vieram {vieram}{de} bytes"))
}

/// Sem a URL: pode levar dados do cliente.
fn de_rede(erro: reqwest::Error) -> Falha {
    Falha::nova("portal_indisponivel", format!("o portal não respondeu ao download: {}", erro.without_url()))
}
