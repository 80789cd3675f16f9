//! Fazer os trabalhos: os que nascem concedidos a este nó, que chegam pela memória, e os que esperam na fila.
//!
//! Os que ocupam lugar vão até `simultaneos` ao mesmo tempo; os leves acabam na hora, e uma leva deles se relata junta.

use std::sync::Arc;

use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::consolidador::{Assunto, Entregas, Entregue};
use esteira_aplicacao::trabalhos::{self, NaoLida};
use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_base::ids::NoId;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::OpcoesDosTrabalhadores;
use crate::laco::esperar;
use crate::relatar::{devolver, relatar, relatar_todos};

/// Quantos leves se pegam da fila de uma vez; o consolidador os grava em lote.
const LEVES_POR_VEZ: u32 = 256;

pub(crate) async fn rodar(app: Aplicacao, no: NoId, opcoes: Arc<OpcoesDosTrabalhadores>, parar: CancellationToken) {
    let lugares = Arc::new(Semaphore::new(opcoes.simultaneos as usize));
    let (entregas, mut recebidos) = Entregas::novas(no, lugares.clone());
    app.consolidador.ligar(Some(entregas.clone()));
    let executor = Executor {
        app: app.clone(),
        no,
        lugares,
        entregas,
        em_curso: TaskTracker::new(),
        // O que está em curso só é cancelado se passar do prazo de parada.
        cancelar: CancellationToken::new(),
        lugar_aberto: Arc::new(Notify::new()),
    };
    let mut aviso = app.consolidador.aviso_de(Assunto::Fila);
    while !parar.is_cancelled() {
        if executor.pegar().await {
            continue;
        }
        // Enquanto não há o que pegar, só chega o que nasce concedido; a fila se olha de novo quando há motivo.
        tokio::select! {
            () = executor.receber(&mut recebidos) => {}
            () = executor.lugar_aberto.notified() => {}
            segue = esperar(&mut aviso, opcoes.leitura_periodica, &parar) => if !segue { break },
        }
    }
    app.consolidador.ligar(None);
    executor.em_curso.close();
    if tokio::time::timeout(opcoes.prazo_para_parar, executor.em_curso.wait()).await.is_err() {
        tracing::warn!(em_curso = executor.em_curso.len(), "o prazo de parada acabou; o que falta volta à fila");
        executor.cancelar.cancel();
        executor.em_curso.wait().await;
    }
}

struct Executor {
    app: Aplicacao,
    no: NoId,
    lugares: Arc<Semaphore>,
    entregas: Entregas,
    em_curso: TaskTracker,
    cancelar: CancellationToken,
    /// Um lugar abriu, ou um limite, e pode haver na fila quem o espere.
    lugar_aberto: Arc<Notify>,
}

impl Executor {
    /// Começa o que nasce concedido, até o consolidador sumir.
    async fn receber(&self, recebidos: &mut mpsc::UnboundedReceiver<Vec<Entregue>>) {
        while let Some(entregues) = recebidos.recv().await {
            self.comecar(entregues);
        }
        std::future::pending().await
    }

    /// Pega da fila o que cabe e começa. `true` se pode haver mais que caiba.
    async fn pegar(&self) -> bool {
        let leves = self.conceder(TipoDeItem::Leve, LEVES_POR_VEZ).await;
        let ha_mais_leves = leves.len() == LEVES_POR_VEZ as usize;
        let mut lugares: Vec<_> = std::iter::from_fn(|| self.lugares.clone().try_acquire_owned().ok()).collect();
        let concedidos = self.conceder(TipoDeItem::Trabalho, u32::try_from(lugares.len()).unwrap_or(u32::MAX)).await;
        // Sem lugar livre não se sabe se há quem espere: supõe-se que sim.
        let ha_espera = concedidos.len() == lugares.len();
        self.entregas.anotar_espera(ha_espera);
        let com_lugar = concedidos.into_iter().map(|concedido| (concedido, lugares.pop())).collect::<Vec<_>>();
        let ha_mais = ha_mais_leves || (ha_espera && !com_lugar.is_empty());
        let sem_lugar = leves.into_iter().map(|concedido| (concedido, None));
        let (mut entregues, mut ilegiveis) = (Vec::new(), Vec::new());
        for (concedido, lugar) in sem_lugar.chain(com_lugar) {
            match trabalhos::ler_trabalho(&self.app, &concedido).await {
                Ok(trabalho) => entregues.push(Entregue { concedido, trabalho, lugar }),
                Err(NaoLida::Parar(relato)) => ilegiveis.push((concedido, *relato)),
                Err(NaoLida::Depois(erro)) => devolver(&self.app, &concedido, &erro).await,
            }
        }
        // Se tudo voltou à fila, que espere a próxima leitura.
        let andou = !entregues.is_empty() || !ilegiveis.is_empty();
        if !ilegiveis.is_empty() {
            relatar_todos(&self.app, ilegiveis).await;
        }
        self.comecar(entregues);
        ha_mais && andou
    }

    async fn conceder(&self, tipo: TipoDeItem, quantos: u32) -> Vec<Concedido> {
        let concedidos = self.app.armazem.conceder(self.no, tipo, quantos, self.app.relogio.agora()).await;
        concedidos.unwrap_or_else(|erro| {
            tracing::warn!(%erro, "não consegui ler a fila");
            Vec::new()
        })
    }

    fn comecar(&self, entregues: Vec<Entregue>) {
        let (leves, outros): (Vec<_>, Vec<_>) = entregues.into_iter().partition(|entregue| entregue.lugar.is_none());
        if !leves.is_empty() {
            self.em_curso.spawn(fazer_leves(self.app.clone(), leves, self.cancelar.child_token()));
        }
        for entregue in outros {
            let (app, cancelar) = (self.app.clone(), self.cancelar.child_token());
            self.em_curso.spawn(fazer(app, entregue, cancelar, self.lugar_aberto.clone()));
        }
    }
}

async fn fazer(app: Aplicacao, entregue: Entregue, cancelar: CancellationToken, lugar_aberto: Arc<Notify>) {
    let Entregue { concedido, trabalho, lugar } = entregue;
    tracing::info!(
        instancia.id = %concedido.instancia, passo = trabalho.passo, tentativa = trabalho.tentativa,
        concessao = concedido.concessao, "trabalho começou"
    );
    let relato = trabalhos::fazer(&app, &concedido, &trabalho, cancelar).await;
    soltar(lugar);
    if let Some(relato) = relato {
        relatar(&app, &concedido, relato).await;
    }
    // Depois do relato: só então o limite da chave conta este a menos.
    lugar_aberto.notify_one();
}

/// O lugar abre antes do relato: quem nascer do relato já o encontra.
fn soltar(lugar: Option<OwnedSemaphorePermit>) {
    drop(lugar);
}

async fn fazer_leves(app: Aplicacao, leves: Vec<Entregue>, cancelar: CancellationToken) {
    let mut relatos = Vec::with_capacity(leves.len());
    for Entregue { concedido, trabalho, .. } in leves {
        tracing::debug!(
            instancia.id = %concedido.instancia, passo = trabalho.passo, tentativa = trabalho.tentativa,
            concessao = concedido.concessao, "trabalho leve começou"
        );
        if let Some(relato) = trabalhos::fazer(&app, &concedido, &trabalho, cancelar.clone()).await {
            relatos.push((concedido, relato));
        }
    }
    relatar_todos(&app, relatos).await;
}
