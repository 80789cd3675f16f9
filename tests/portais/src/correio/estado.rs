//! O que a caixa guarda enquanto está no ar.

use std::sync::Arc;

use esteira_base::Relogio;

use super::falha::FalhaCorreio;
use super::mensagem::Mensagem;
use crate::chegadas::Chegadas;
use crate::falhas::QuadroDeFalhas;

pub(super) struct Estado {
    pub(super) mensagens: Chegadas<Mensagem>,
    pub(super) falhas: Arc<QuadroDeFalhas<FalhaCorreio>>,
    pub(super) relogio: Arc<dyn Relogio>,
}

impl Estado {
    pub(super) fn novo(relogio: Arc<dyn Relogio>) -> Self {
        Self { mensagens: Chegadas::nenhuma("mensagens"), falhas: Arc::new(QuadroDeFalhas::vazio()), relogio }
    }
}
