//! Sessões por cookie. Cada portal dá um nome ao seu: no mesmo host, portas diferentes dividem cookies.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Redirect;
use uuid::Uuid;

use crate::tranca::trancar;

pub(crate) struct Sessoes {
    cookie: &'static str,
    login_por_token: Mutex<HashMap<String, String>>,
}

impl Sessoes {
    pub(crate) fn novas(cookie: &'static str) -> Self {
        Self { cookie, login_por_token: Mutex::default() }
    }

    /// Abre uma sessão; devolve o valor do `Set-Cookie`.
    pub(crate) fn abrir(&self, login: &str) -> String {
        let token = Uuid::new_v4().simple().to_string();
        trancar(&self.login_por_token).insert(token.clone(), login.to_owned());
        format!("{}={token}; Path=/; HttpOnly; SameSite=Lax", self.cookie)
    }

    /// De quem é a sessão deste pedido, se está viva.
    pub(crate) fn login(&self, cabecalhos: &HeaderMap) -> Option<String> {
        let token = self.token(cabecalhos)?;
        trancar(&self.login_por_token).get(token).cloned()
    }

    pub(crate) fn fechar(&self, cabecalhos: &HeaderMap) {
        if let Some(token) = self.token(cabecalhos) {
            trancar(&self.login_por_token).remove(token);
        }
    }

    fn token<'c>(&self, cabecalhos: &'c HeaderMap) -> Option<&'c str> {
        cabecalhos
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|valor| valor.to_str().ok())
            .flat_map(|valor| valor.split(';'))
            .filter_map(|par| par.trim().split_once('='))
            .find_map(|(nome, valor)| (nome == self.cookie).then_some(valor))
    }
}

/// O login da sessão deste pedido. Sem sessão viva, o portal manda de volta à entrada.
pub(crate) struct Logado(pub(crate) String);

impl<E: AsRef<Sessoes> + Send + Sync> FromRequestParts<Arc<E>> for Logado {
    type Rejection = Redirect;

    async fn from_request_parts(partes: &mut Parts, estado: &Arc<E>) -> Result<Self, Self::Rejection> {
        let sessoes: &Sessoes = estado.as_ref().as_ref();
        sessoes.login(&partes.headers).map(Self).ok_or_else(|| Redirect::to("/"))
    }
}
