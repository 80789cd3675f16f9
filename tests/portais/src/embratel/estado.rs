//! O que o portal guarda enquanto está no ar.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::http::StatusCode;
use axum::response::Html;

use super::falha::FalhaEmbratel;
use super::paginas;
use crate::dados::{ClienteEmbratel, DadosEmbratel, FaturaEmbratel};
use crate::falhas::{QuadroDeFalhas, reconhece};
use crate::sessao::Sessoes;
use crate::tranca::trancar;

pub(super) struct Estado {
    dados: Mutex<DadosEmbratel>,
    pub(super) falhas: Arc<QuadroDeFalhas<FalhaEmbratel>>,
    pub(super) sessoes: Sessoes,
}

impl Estado {
    pub(super) fn novo(dados: DadosEmbratel) -> Self {
        Self {
            dados: Mutex::new(dados),
            falhas: Arc::new(QuadroDeFalhas::vazio()),
            sessoes: Sessoes::novas("embratel_sessao"),
        }
    }

    pub(super) fn dados(&self) -> MutexGuard<'_, DadosEmbratel> {
        trancar(&self.dados)
    }

    pub(super) fn cliente(&self, login: &str) -> Option<ClienteEmbratel> {
        self.dados().clientes.iter().find(|cliente| cliente.login == login).cloned()
    }

    /// A fatura `codigo`, se for de `login`.
    pub(super) fn fatura(&self, login: &str, codigo: &str) -> Option<(ClienteEmbratel, FaturaEmbratel)> {
        let cliente = self.cliente(login)?;
        let fatura = cliente.faturas.iter().find(|fatura| fatura.codigo == codigo).cloned()?;
        Some((cliente, fatura))
    }

    /// Espera o que a lentidão armada mandar e devolve o erro 500 armado, se houver.
    pub(super) async fn barreira(&self, login: &str) -> Result<(), (StatusCode, Html<String>)> {
        if let Some(demora) = self.falhas.tomar(&[login], reconhece!(FalhaEmbratel::PortalLento, ms)) {
            tokio::time::sleep(demora).await;
        }
        match self.falhas.tomar(&[login], reconhece!(FalhaEmbratel::Erro500)) {
            Some(()) => Err(erro_interno()),
            None => Ok(()),
        }
    }
}

pub(super) fn erro_interno() -> (StatusCode, Html<String>) {
    (StatusCode::INTERNAL_SERVER_ERROR, paginas::recado("Erro interno", "Tente novamente mais tarde."))
}

impl AsRef<Sessoes> for Estado {
    fn as_ref(&self) -> &Sessoes {
        &self.sessoes
    }
}
