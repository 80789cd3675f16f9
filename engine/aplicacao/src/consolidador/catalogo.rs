//! Versões de fluxo já compiladas, por id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use esteira_armazem::Unidade;
use esteira_motor::{Fluxo, definicao};
use uuid::Uuid;

use crate::ErroAplicacao;

/// Uma versão publicada não muda: compilada uma vez, serve para sempre.
#[derive(Clone, Default)]
pub struct CatalogoDeFluxos {
    compilados: Arc<Mutex<HashMap<Uuid, Arc<Fluxo>>>>,
}

impl CatalogoDeFluxos {
    /// A versão compilada, lida do banco se ainda não se viu.
    pub async fn obter(&self, unidade: &mut Unidade, id: Uuid) -> Result<Arc<Fluxo>, ErroAplicacao> {
        if let Some(fluxo) = self.conhecido(id) {
            return Ok(fluxo);
        }
        let publicado = unidade.fluxo(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("fluxo", id))?;
        let fluxo = definicao::ler(&publicado.nome, &publicado.texto).map_err(|diagnosticos| {
            let primeiro = diagnosticos.first().map(|d| d.mensagem.clone()).unwrap_or_default();
            ErroAplicacao::interno(format!("o fluxo publicado {id} não se lê mais: {primeiro}"))
        })?;
        let fluxo = Arc::new(fluxo);
        self.compilados.lock().unwrap_or_else(PoisonError::into_inner).insert(id, fluxo.clone());
        Ok(fluxo)
    }

    fn conhecido(&self, id: Uuid) -> Option<Arc<Fluxo>> {
        self.compilados.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}
