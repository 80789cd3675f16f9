//! Pegar trabalhos da fila e fazê-los, até `simultaneos` ao mesmo tempo.

use std::sync::Arc;

use esteira_aplicacao::{Aplicacao, trabalhos};
use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_base::ids::NoId;
use esteira_motor::maquina::Trabalho;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::OpcoesDosTrabalhadores;
use crate::laco::esperar;
use crate::relatar::relatar;

pub(crate) async fn rodar(app: Aplicacao, no: NoId, opcoes: Arc<OpcoesDosTrabalhadores>, parar: CancellationToken) {
    let lugares = Arc::new(Semaphore::new(opcoes.simultaneos as usize));
    let em_curso = TaskTracker::new();
    // O que está em curso só é cancelado se passar do prazo de parada.
    let cancelar = CancellationToken::new();
    let mut aviso = app.consolidador.aviso();
    while !parar.is_cancelled() {
        let pegou = pegar(&app, no, &lugares, &em_curso, &cancelar).await;
        // Pegou tudo o que cabia: quando um lugar abrir, o relato que o abriu avisa.
        if !pegou && !esperar(&mut aviso, opcoes.leitura_periodica, &parar).await {
            break;
        }
    }
    em_curso.close();
    if tokio::time::timeout(opcoes.prazo_para_parar, em_curso.wait()).await.is_err() {
        tracing::warn!(em_curso = em_curso.len(), "o prazo de parada acabou; o que falta volta à fila");
        cancelar.cancel();
        em_curso.wait().await;
    }
}

/// Pega o que cabe e começa. `true` se pegou algo e ainda cabe mais.
async fn pegar(
    app: &Aplicacao,
    no: NoId,
    lugares: &Arc<Semaphore>,
    em_curso: &TaskTracker,
    cancelar: &CancellationToken,
) -> bool {
    let livres = u32::try_from(lugares.available_permits()).unwrap_or(u32::MAX);
    let concedidos = match app.armazem.conceder(no, TipoDeItem::Trabalho, livres, app.relogio.agora()).await {
        Ok(concedidos) => concedidos,
        Err(erro) => {
            tracing::warn!(%erro, "não consegui ler a fila");
            return false;
        }
    };
    let pegou = !concedidos.is_empty();
    for concedido in concedidos {
        // Só este laço ocupa lugares: os livres de há pouco ainda estão livres.
        let Ok(lugar) = lugares.clone().try_acquire_owned() else { break };
        em_curso.spawn(fazer(app.clone(), concedido, cancelar.child_token(), lugar));
    }
    pegou && lugares.available_permits() > 0
}

async fn fazer(app: Aplicacao, concedido: Concedido, cancelar: CancellationToken, lugar: OwnedSemaphorePermit) {
    let trabalho: Trabalho = match serde_json::from_str(&concedido.carga) {
        Ok(trabalho) => trabalho,
        Err(erro) => {
            tracing::error!(item.id = %concedido.id, instancia.id = %concedido.instancia, %erro, "carga ilegível na fila");
            return;
        }
    };
    tracing::info!(
        instancia.id = %concedido.instancia, passo = trabalho.passo, tentativa = trabalho.tentativa,
        concessao = concedido.concessao, "trabalho começou"
    );
    let relato = trabalhos::fazer(&app, &concedido, &trabalho, cancelar).await;
    // O lugar abre antes do relato: o aviso do relato já encontra quem pegue o próximo.
    drop(lugar);
    if let Some(relato) = relato {
        relatar(&app, &concedido, relato).await;
    }
}
