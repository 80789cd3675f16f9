//! Um pedido WebDriver, na forma que o fantoccini envia.

use std::fmt;

use fantoccini::wd::WebDriverCompatibleCommand;
use reqwest::Method;
use serde_json::Value;
use url::{ParseError, Url};

/// Método, caminho dentro da sessão e corpo. O corpo pode levar um segredo: fica fora do `Debug`.
pub struct Pedido {
    metodo: Method,
    caminho: String,
    corpo: Option<String>,
}

impl Pedido {
    pub fn ler(caminho: impl Into<String>) -> Self {
        Self { metodo: Method::GET, caminho: caminho.into(), corpo: None }
    }

    pub fn fazer(caminho: impl Into<String>, corpo: Value) -> Self {
        Self { metodo: Method::POST, caminho: caminho.into(), corpo: Some(corpo.to_string()) }
    }

    pub fn apagar(caminho: impl Into<String>) -> Self {
        Self { metodo: Method::DELETE, caminho: caminho.into(), corpo: None }
    }
}

impl WebDriverCompatibleCommand for Pedido {
    fn endpoint(&self, base: &Url, sessao: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", sessao.unwrap_or_default(), self.caminho))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (self.metodo.clone(), self.corpo.clone())
    }
}

impl fmt::Debug for Pedido {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.metodo, self.caminho)
    }
}
