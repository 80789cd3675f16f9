//! Fazer encomendas: exportações e importações, poucas de cada vez, para não tirar o lugar de quem move as instâncias.

use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::encomendas::{self, Pega};
use esteira_aplicacao::{Aplicacao, ErroAplicacao};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::OpcoesDosTrabalhadores;
use crate::laco::dormir;

/// Encomendas ao mesmo tempo neste nó.
const SIMULTANEAS: usize = 2;
/// Quem encomenda não espera na hora: um segundo a mais não se nota.
const ENTRE_LEITURAS: Duration = Duration::from_secs(1);

pub(crate) async fn rodar(app: Aplicacao, opcoes: Arc<OpcoesDosTrabalhadores>, parar: CancellationToken) {
    let lugares = Arc::new(Semaphore::new(SIMULTANEAS));
    let em_curso = TaskTracker::new();
    // O que está em curso só é mandado parar se passar do prazo de parada.
    let largar = CancellationToken::new();
    while !parar.is_cancelled() {
        if let Err(erro) = volta(&app, &lugares, &em_curso, &largar).await {
            tracing::warn!(%erro, "não consegui ver as encomendas");
        }
        if !dormir(ENTRE_LEITURAS, &parar).await {
            break;
        }
    }
    em_curso.close();
    if tokio::time::timeout(opcoes.prazo_para_parar, em_curso.wait()).await.is_err() {
        largar.cancel();
        em_curso.wait().await;
    }
}

async fn volta(
    app: &Aplicacao,
    lugares: &Arc<Semaphore>,
    em_curso: &TaskTracker,
    largar: &CancellationToken,
) -> Result<(), ErroAplicacao> {
    for pega in encomendas::pegar(app, lugares.available_permits()).await? {
        // Só este laço ocupa lugares: os livres de há pouco ainda estão livres.
        let Ok(lugar) = lugares.clone().try_acquire_owned() else { break };
        em_curso.spawn(correr(app.clone(), pega, largar.child_token(), lugar));
    }
    Ok(())
}

async fn correr(app: Aplicacao, pega: Pega, largar: CancellationToken, _lugar: OwnedSemaphorePermit) {
    encomendas::correr(&app, &pega, largar).await;
}
