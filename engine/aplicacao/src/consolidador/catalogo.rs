//! Versões de fluxo já compiladas, por id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use esteira_armazem::{ErroArmazem, Unidade};
use esteira_motor::{Fluxo, definicao};
use uuid::Uuid;

/// Uma versão publicada não muda: compilada uma vez, serve para sempre.
#[derive(Clone, Default)]
pub struct CatalogoDeFluxos {
    compilados: Arc<Mutex<HashMap<Uuid, Arc<Fluxo>>>>,
}

impl CatalogoDeFluxos {
    /// A versão compilada, lida do banco se ainda não se viu; nenhuma se não existe.
    pub async fn obter(&self, unidade: &mut Unidade, id: Uuid) -> Result<Option<Arc<Fluxo>>, ErroArmazem> {
        if let Some(fluxo) = self.conhecido(id) {
            return Ok(Some(fluxo));
        }
        let Some(publicado) = unidade.fluxo(id).await? else { return Ok(None) };
        let fluxo = definicao::ler(&publicado.nome, &publicado.texto).map_err(|diagnosticos| {
            let primeiro = diagnosticos.first().map(|d| d.mensagem.clone()).unwrap_or_default();
            let problema = format!("o fluxo publicado não se lê mais: {primeiro}");
            ErroArmazem::Corrompido { tabela: "fluxos", coluna: "texto", id: id.to_string(), problema }
        })?;
        let fluxo = Arc::new(fluxo);
        self.compilados.lock().unwrap_or_else(PoisonError::into_inner).insert(id, fluxo.clone());
        Ok(Some(fluxo))
    }

    /// A versão compilada, se já se viu.
    pub fn conhecido(&self, id: Uuid) -> Option<Arc<Fluxo>> {
        self.compilados.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}
