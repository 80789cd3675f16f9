//! Disparar agendamentos na hora e levar cada disparo ao fim. Dorme até a próxima hora, e no máximo a leitura periódica: o que outro nó ou
//! uma pessoa mudou aparece nela.

use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::agendamentos::{self, Pego};
use esteira_aplicacao::{Aplicacao, ErroAplicacao};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::OpcoesDosTrabalhadores;
use crate::laco::dormir;

/// Disparos ao mesmo tempo neste nó: iniciar fluxos é rápido, e um trabalho demorado não pode segurar os outros.
const SIMULTANEOS: usize = 8;
/// Entre duas voltas há sempre um respiro, mesmo que o que venceu não se deixe avançar.
const MENOR_SONO: Duration = Duration::from_millis(20);
const ENTRE_MANUTENCOES: Duration = Duration::from_secs(60);

pub(crate) async fn rodar(app: Aplicacao, opcoes: Arc<OpcoesDosTrabalhadores>, parar: CancellationToken) {
    let lugares = Arc::new(Semaphore::new(SIMULTANEOS));
    let em_curso = TaskTracker::new();
    // O que está em curso só é cancelado se passar do prazo de parada.
    let cancelar = CancellationToken::new();
    while !parar.is_cancelled() {
        let sono = match volta(&app, &lugares, &em_curso, &cancelar).await {
            Ok(true) => MENOR_SONO,
            Ok(false) => ate_a_proxima(&app).await.clamp(MENOR_SONO, opcoes.leitura_periodica.max(MENOR_SONO)),
            Err(erro) => {
                tracing::warn!(%erro, "não consegui ver os agendamentos");
                opcoes.leitura_periodica
            }
        };
        if !dormir(sono, &parar).await {
            break;
        }
    }
    em_curso.close();
    if tokio::time::timeout(opcoes.prazo_para_parar, em_curso.wait()).await.is_err() {
        cancelar.cancel();
        em_curso.wait().await;
    }
}

/// Considera o que venceu e começa o que cabe. `true` se pode haver mais.
async fn volta(
    app: &Aplicacao,
    lugares: &Arc<Semaphore>,
    em_curso: &TaskTracker,
    cancelar: &CancellationToken,
) -> Result<bool, ErroAplicacao> {
    let ha_mais = agendamentos::vencer(app).await?;
    let pegos = agendamentos::pegar(app, lugares.available_permits()).await?;
    let pegou = !pegos.is_empty();
    for pego in pegos {
        // Só este laço ocupa lugares: os livres de há pouco ainda estão livres.
        let Ok(lugar) = lugares.clone().try_acquire_owned() else { break };
        em_curso.spawn(correr(app.clone(), pego, cancelar.child_token(), lugar));
    }
    Ok(ha_mais || (pegou && lugares.available_permits() > 0))
}

async fn correr(app: Aplicacao, pego: Pego, cancelar: CancellationToken, _lugar: OwnedSemaphorePermit) {
    agendamentos::correr(&app, &pego, cancelar).await;
}

async fn ate_a_proxima(app: &Aplicacao) -> Duration {
    match app.armazem.proximo_vencimento().await {
        Ok(Some(proxima)) => app.relogio.agora().ate(proxima),
        Ok(None) | Err(_) => Duration::MAX,
    }
}

/// Dá baixa nos disparos que acabaram.
pub(crate) async fn manter(app: Aplicacao, parar: CancellationToken) {
    while dormir(ENTRE_MANUTENCOES, &parar).await {
        if let Err(erro) = agendamentos::manter(&app).await {
            tracing::warn!(%erro, "não consegui arrumar os disparos");
        }
    }
}
