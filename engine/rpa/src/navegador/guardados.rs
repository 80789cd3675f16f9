//! O que o navegador guarda para o portal: cookies e armazenamento da página. Só com a permissão `cookies`, e só do domínio concedido em que se está.

use serde_json::{Value, json};

use super::Navegador;
use super::pedido::Pedido;
use super::script::caber;
use crate::erro::Falha;

impl Navegador {
    /// Os cookies da página, na forma do W3C.
    pub async fn cookies(&mut self) -> Result<String, Falha> {
        self.poder_com_cookies().await?;
        caber(self.sessao().await?.pedir(Pedido::ler("cookie")).await?.to_string())
    }

    pub async fn por_cookie(&mut self, cookie_json: &str) -> Result<(), Falha> {
        let cookie = match serde_json::from_str(cookie_json) {
            Ok(cookie @ Value::Object(_)) => cookie,
            _ => return Err(Falha::nova("argumento_invalido", "cookie: é preciso um objeto JSON com name e value")),
        };
        self.poder_com_cookies().await?;
        self.sessao().await?.pedir(Pedido::fazer("cookie", json!({ "cookie": cookie }))).await.map(drop)
    }

    pub async fn apagar_cookies(&mut self) -> Result<(), Falha> {
        self.poder_com_cookies().await?;
        self.sessao().await?.pedir(Pedido::apagar("cookie")).await.map(drop)
    }

    pub async fn ler_armazenamento(&mut self, qual: &str, chave: &str) -> Result<Option<String>, Falha> {
        let resposta = self.armazenamento(qual, chave, Value::Null).await?;
        resposta.as_str().map(|texto| caber(texto.to_owned())).transpose()
    }

    pub async fn escrever_armazenamento(&mut self, qual: &str, chave: &str, texto: &str) -> Result<(), Falha> {
        self.armazenamento(qual, chave, json!(texto)).await.map(drop)
    }

    async fn armazenamento(&mut self, qual: &str, chave: &str, novo: Value) -> Result<Value, Falha> {
        if !matches!(qual, "local" | "sessao") {
            let mensagem = format!("armazenamento desconhecido: \"{qual}\"; use local ou sessao");
            return Err(Falha::nova("argumento_invalido", mensagem));
        }
        self.exigir_permissao("cookies")?;
        let resposta = self.biblioteca("armazenamento", [json!(qual), json!(chave), novo]).await?;
        Ok(resposta.ok().unwrap_or(Value::Null))
    }

    async fn poder_com_cookies(&mut self) -> Result<(), Falha> {
        self.exigir_permissao("cookies")?;
        self.conferir_dominio().await
    }
}
