//! O que o portal guarda enquanto está no ar.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::http::StatusCode;
use axum::response::Html;
use esteira_base::Relogio;

use super::codigo::Codigos;
use super::falha::FalhaVivo;
use super::paginas;
use crate::dados::{ClienteVivo, DadosVivo, EmpresaVivo, FaturaVivo};
use crate::falhas::{QuadroDeFalhas, reconhece};
use crate::sessao::Sessoes;
use crate::tranca::trancar;

pub(super) struct Estado {
    dados: Mutex<DadosVivo>,
    pub(super) falhas: Arc<QuadroDeFalhas<FalhaVivo>>,
    pub(super) sessoes: Sessoes,
    pub(super) codigos: Codigos,
}

impl Estado {
    pub(super) fn novo(dados: DadosVivo, relogio: Arc<dyn Relogio>) -> Self {
        Self {
            dados: Mutex::new(dados),
            falhas: Arc::new(QuadroDeFalhas::vazio()),
            sessoes: Sessoes::novas("vivo_sessao"),
            codigos: Codigos::novos(relogio),
        }
    }

    pub(super) fn dados(&self) -> MutexGuard<'_, DadosVivo> {
        trancar(&self.dados)
    }

    pub(super) fn cliente(&self, login: &str) -> Option<ClienteVivo> {
        self.dados().clientes.iter().find(|cliente| cliente.login == login).cloned()
    }

    /// A fatura `codigo`, se for de `login`, e a empresa dela.
    pub(super) fn fatura(&self, login: &str, codigo: &str) -> Option<(EmpresaVivo, FaturaVivo)> {
        self.cliente(login)?.empresas.into_iter().find_map(|empresa| {
            let fatura = empresa.faturas.iter().find(|fatura| fatura.codigo == codigo).cloned()?;
            Some((empresa, fatura))
        })
    }

    /// Espera o que a lentidão armada mandar e devolve o erro 500 armado, se houver.
    pub(super) async fn barreira(&self, login: &str) -> Result<(), (StatusCode, Html<String>)> {
        if let Some(demora) = self.falhas.tomar(&[login], reconhece!(FalhaVivo::PortalLento, ms)) {
            tokio::time::sleep(demora).await;
        }
        match self.falhas.tomar(&[login], reconhece!(FalhaVivo::Erro500)) {
            Some(()) => {
                Err((StatusCode::INTERNAL_SERVER_ERROR, paginas::recado("Erro interno", "Tente novamente mais tarde.")))
            }
            None => Ok(()),
        }
    }
}

impl AsRef<Sessoes> for Estado {
    fn as_ref(&self) -> &Sessoes {
        &self.sessoes
    }
}
