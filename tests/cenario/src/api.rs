//! A API da Esteira, como um cliente HTTP a usa.

use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::Resultado;

/// De quanto em quanto tempo se olha enquanto se espera.
const ENTRE_OLHADAS: Duration = Duration::from_millis(200);

/// Alguém que entrou.
#[derive(Clone)]
pub struct Sessao {
    http: Client,
    base: String,
    email: String,
    senha: String,
    token: String,
}

/// Uma resposta que não foi 2xx.
#[derive(Debug)]
pub struct Recusa {
    pub status: StatusCode,
    /// problem+json.
    pub problema: Value,
}

impl std::fmt::Display for Recusa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.status, self.problema)
    }
}

impl std::error::Error for Recusa {}

impl Recusa {
    /// O `codigo` do problema.
    pub fn codigo(&self) -> &str {
        self.problema["codigo"].as_str().unwrap_or_default()
    }
}

impl Sessao {
    /// O token de acesso de agora.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Entra.
    pub async fn entrar(base: &str, email: &str, senha: &str) -> Resultado<Self> {
        let http = Client::builder().timeout(Duration::from_secs(60)).build()?;
        let mut sessao = Self {
            http,
            base: base.to_owned(),
            email: email.to_owned(),
            senha: senha.to_owned(),
            token: String::new(),
        };
        sessao.reentrar().await?;
        Ok(sessao)
    }

    /// Entra de novo (o endereço pode ter mudado).
    pub async fn em(mut self, base: &str) -> Resultado<Self> {
        self.base = base.to_owned();
        self.reentrar().await?;
        Ok(self)
    }

    async fn reentrar(&mut self) -> Resultado<()> {
        let corpo = json!({ "email": self.email, "senha": self.senha });
        let resposta = self.http.post(format!("{}/api/autenticacao/entrar", self.base)).json(&corpo).send().await?;
        let dados = corpo_json(resposta).await?;
        self.token = dados["token_de_acesso"].as_str().ok_or("entrar não devolveu token")?.to_owned();
        Ok(())
    }

    fn pedido(&self, metodo: Method, caminho: &str) -> RequestBuilder {
        self.http.request(metodo, format!("{}{caminho}", self.base)).bearer_auth(&self.token)
    }

    pub async fn ler(&self, caminho: &str) -> Resultado<Value> {
        Ok(corpo_json(self.pedido(Method::GET, caminho).send().await?).await?)
    }

    pub async fn bytes(&self, caminho: &str) -> Resultado<Vec<u8>> {
        let resposta = self.pedido(Method::GET, caminho).send().await?;
        if !resposta.status().is_success() {
            return Err(recusa(resposta).await.into());
        }
        Ok(resposta.bytes().await?.to_vec())
    }

    /// Uma lista inteira, página por página.
    pub async fn listar(&self, caminho: &str) -> Resultado<Vec<Value>> {
        let juncao = if caminho.contains('?') { '&' } else { '?' };
        let mut itens = Vec::new();
        let mut cursor = String::new();
        loop {
            let pagina = self.ler(&format!("{caminho}{juncao}limite=200{cursor}")).await?;
            itens.extend(pagina["itens"].as_array().cloned().unwrap_or_default());
            match pagina["proximo"].as_str() {
                Some(proximo) => cursor = format!("&depois_de={proximo}"),
                None => return Ok(itens),
            }
        }
    }

    pub async fn criar(&self, caminho: &str, corpo: Value) -> Result<Value, Recusa> {
        self.enviar(self.pedido(Method::POST, caminho).json(&corpo)).await
    }

    /// Manda um pedido já montado (multipart, texto…).
    pub async fn enviar(&self, pedido: RequestBuilder) -> Result<Value, Recusa> {
        let resposta = pedido.send().await.map_err(|erro| Recusa {
            status: StatusCode::SERVICE_UNAVAILABLE,
            problema: json!({ "codigo": "sem_resposta", "detail": erro.to_string() }),
        })?;
        corpo_json(resposta).await
    }

    /// Publica um fluxo.
    pub async fn publicar_fluxo(&self, texto: &str) -> Result<Value, Recusa> {
        let pedido = self.pedido(Method::POST, "/api/fluxos/").header("content-type", "application/yaml");
        self.enviar(pedido.body(texto.to_owned())).await
    }

    /// Sobe uma fatura à mão.
    pub async fn subir_fatura(&self, processo: &str, nome: &str, conteudo: Vec<u8>) -> Result<Value, Recusa> {
        let arquivo = reqwest::multipart::Part::bytes(conteudo).file_name(nome.to_owned());
        let formulario =
            reqwest::multipart::Form::new().text("processo_id", processo.to_owned()).part("arquivo", arquivo);
        self.enviar(self.pedido(Method::POST, "/api/faturas/upload-manual/").multipart(formulario)).await
    }

    /// Olha até a condição valer, ou diz o que via quando o prazo acabou.
    pub async fn esperar<T>(
        &self,
        o_que: &str,
        caminho: &str,
        prazo: Duration,
        mut condicao: impl FnMut(&[Value]) -> Option<T>,
    ) -> Resultado<T> {
        let inicio = Instant::now();
        loop {
            let itens = self.listar(caminho).await?;
            if let Some(valor) = condicao(&itens) {
                return Ok(valor);
            }
            if inicio.elapsed() > prazo {
                let visto = serde_json::to_string_pretty(&itens)?;
                return Err(format!("esperei {}s e não vi: {o_que}. Via:\n{visto}", prazo.as_secs()).into());
            }
            tokio::time::sleep(ENTRE_OLHADAS).await;
        }
    }
}

async fn corpo_json(resposta: Response) -> Result<Value, Recusa> {
    if !resposta.status().is_success() {
        return Err(recusa(resposta).await);
    }
    Ok(resposta.json().await.unwrap_or(Value::Null))
}

async fn recusa(resposta: Response) -> Recusa {
    let status = resposta.status();
    let texto = resposta.text().await.unwrap_or_default();
    let problema = serde_json::from_str(&texto).unwrap_or(Value::String(texto));
    Recusa { status, problema }
}
