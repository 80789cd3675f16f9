//! Versões de fluxo já compiladas, por id, e qual é a vigente de cada nome.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::InquilinoId;
use esteira_motor::{Fluxo, definicao};
use uuid::Uuid;

/// Por quanto tempo se confia em qual é a versão vigente: outro nó pode publicar. Neste nó, publicar vale na hora.
pub const VALIDADE_DA_VIGENTE: Duration = Duration::from_secs(2);

/// Uma versão publicada não muda: compilada uma vez, serve para sempre.
#[derive(Clone, Default)]
pub struct CatalogoDeFluxos(Arc<Mutex<Guardados>>);

#[derive(Default)]
struct Guardados {
    compilados: HashMap<Uuid, Arc<Fluxo>>,
    /// A versão, e até quando se confia.
    vigentes: HashMap<(InquilinoId, String), (Uuid, Instante)>,
}

impl CatalogoDeFluxos {
    fn guardados(&self) -> MutexGuard<'_, Guardados> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

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
        self.guardados().compilados.insert(id, fluxo.clone());
        Ok(Some(fluxo))
    }

    /// A versão compilada, se já se viu.
    pub fn conhecido(&self, id: Uuid) -> Option<Arc<Fluxo>> {
        self.guardados().compilados.get(&id).cloned()
    }

    /// A versão vigente, se se leu há pouco.
    pub fn vigente(&self, inquilino: InquilinoId, nome: &str, agora: Instante) -> Option<(Uuid, Arc<Fluxo>)> {
        let guardados = self.guardados();
        let (id, ate) = guardados.vigentes.get(&(inquilino, nome.to_owned()))?;
        let fluxo = guardados.compilados.get(id).filter(|_| agora < *ate)?;
        Some((*id, fluxo.clone()))
    }

    /// Anota qual é a vigente, lida agora.
    pub fn anotar_vigente(&self, inquilino: InquilinoId, nome: &str, id: Uuid, agora: Instante) {
        let ate = agora.mais(VALIDADE_DA_VIGENTE);
        self.guardados().vigentes.insert((inquilino, nome.to_owned()), (id, ate));
    }

    /// Publicou-se outra.
    pub fn esquecer_vigente(&self, inquilino: InquilinoId, nome: &str) {
        self.guardados().vigentes.remove(&(inquilino, nome.to_owned()));
    }
}
