//! O que o navegador guarda para o portal: cookies e armazenamento. Pedem a permissão `cookies` no manifesto.

use serde_json::Value;

use super::Navegador;
use crate::erro::Erro;

/// Qual armazenamento da página.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Armazenamento {
    /// `localStorage`.
    Local,
    /// `sessionStorage`.
    Sessao,
}

impl Armazenamento {
    fn nome(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Sessao => "sessao",
        }
    }
}

impl Navegador {
    /// Os cookies da página, na forma do W3C (`name`, `value`, `domain`, …).
    pub fn cookies(&self) -> Result<Vec<Value>, Erro> {
        serde_json::from_str(&self.borda.cookies()?)
            .map_err(|erro| Erro::tecnico("erro_de_navegador", format!("os cookies não vieram como se espera: {erro}")))
    }

    /// Põe um cookie na página; `name` e `value` bastam.
    pub fn por_cookie(&self, cookie: &Value) -> Result<(), Erro> {
        Ok(self.borda.por_cookie(&cookie.to_string())?)
    }

    /// Apaga os cookies da página.
    pub fn apagar_cookies(&self) -> Result<(), Erro> {
        Ok(self.borda.apagar_cookies()?)
    }

    /// O que a página guardou com esta chave.
    pub fn ler_armazenamento(&self, qual: Armazenamento, chave: &str) -> Result<Option<String>, Erro> {
        Ok(self.borda.ler_armazenamento(qual.nome(), chave)?)
    }

    /// Guarda com esta chave, como a página o faria.
    pub fn escrever_armazenamento(&self, qual: Armazenamento, chave: &str, valor: &str) -> Result<(), Erro> {
        Ok(self.borda.escrever_armazenamento(qual.nome(), chave, valor)?)
    }
}
