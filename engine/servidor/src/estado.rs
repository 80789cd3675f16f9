//! O que toda rota pode usar.

use std::sync::Arc;

use axum::extract::FromRef;
use esteira_aplicacao::Aplicacao;

use crate::OpcoesDoServidor;
use crate::limites::Limites;

/// Clonar é barato.
#[derive(Clone)]
pub(crate) struct Estado {
    pub app: Aplicacao,
    pub opcoes: Arc<OpcoesDoServidor>,
    pub limites: Arc<Limites>,
}

impl FromRef<Estado> for Aplicacao {
    fn from_ref(estado: &Estado) -> Self {
        estado.app.clone()
    }
}
