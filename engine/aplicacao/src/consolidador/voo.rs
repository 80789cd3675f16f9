//! Até três lotes ao mesmo tempo: o que se grava, no ar; o que já se decidiu e montou, na pista; e o que entretanto se decide, aberto, sobre o
//! que aqueles vão deixar.
//!
//! A gravação é ordenada: um só decola com o outro pousado. Se o que estava no ar não se gravou, os de trás não valem e se refazem.

use esteira_armazem::ErroArmazem;
use esteira_base::ids::InstanciaId;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::avisos::Avisos;
use super::entregas::{Entregas, Entregue};
use super::lote::{Junto, Lote, Veredito};
use super::pedido::Pedido;
use super::{Assunto, MAXIMO_POR_LOTE};

/// O lote que se está a decidir.
pub(super) struct Aberto<'a> {
    pub lote: Lote<'a>,
    pub pedidos: Vec<Pedido>,
    /// Um por pedido.
    pub vereditos: Vec<Veredito>,
    /// Não se pôde decidir tudo: o lote não vale, e os pedidos se refazem.
    pub estragado: bool,
}

impl<'a> Aberto<'a> {
    pub fn novo(lote: Lote<'a>) -> Self {
        Self { lote, pedidos: Vec::new(), vereditos: Vec::new(), estragado: false }
    }

    /// Se se grava sozinho, sem que ninguém mais escreva na transação dele.
    pub fn voa(&self) -> bool {
        !self.estragado && self.lote.voa()
    }

    /// Se já não cabe mais nada, e pode ir para a pista.
    pub fn cheio(&self) -> bool {
        self.voa() && self.cabem() == 0
    }

    /// Quantos pedidos ainda cabem.
    pub fn cabem(&self) -> usize {
        if self.estragado { 0 } else { MAXIMO_POR_LOTE.saturating_sub(self.pedidos.len()) }
    }
}

/// O lote que se está a gravar, ou que espera a vez.
pub(super) struct Voo {
    pub gravacao: JoinHandle<Result<(), ErroArmazem>>,
    /// A vez, enquanto não se deu. Largá-la é desistir do lote.
    pub vez: Option<oneshot::Sender<()>>,
    pub pedidos: Vec<Pedido>,
    pub vereditos: Vec<Veredito>,
    /// As que a memória já mostra como o lote as deixa.
    pub instancias: Vec<InstanciaId>,
    pub depois: Depois,
}

impl Voo {
    /// Dá-lhe a vez de gravar.
    pub fn liberado(mut self) -> Self {
        if let Some(vez) = self.vez.take() {
            // Se a montagem falhou, a gravação já acabou, e o pouso o dirá.
            let _ = vez.send(());
        }
        self
    }
}

/// Espera a gravação acabar, e diz se valeu; para sempre, se não há nada no ar.
pub(super) async fn pouso(voo: Option<&mut Voo>) -> bool {
    let Some(voo) = voo else { return std::future::pending().await };
    match (&mut voo.gravacao).await {
        Ok(Ok(())) => true,
        Ok(Err(ErroArmazem::Conflito | ErroArmazem::JaExiste { .. })) => false,
        Ok(Err(erro)) => {
            tracing::warn!(%erro, "o banco recusou um lote; refazendo");
            false
        }
        Err(erro) => {
            tracing::error!(%erro, "a gravação de um lote estourou; refazendo");
            false
        }
    }
}

/// O que só se faz com o lote durável: o que nasceu concedido vai ao executor, e quem espera acorda.
pub(super) struct Depois {
    entregas: Option<Entregas>,
    entregues: Vec<Entregue>,
    assuntos: [(Assunto, bool); 4],
}

impl Depois {
    /// `projetou` = alguém mais escreveu na transação, e pode haver o que mandar.
    pub fn de(junto: &mut Junto, projetou: bool) -> Self {
        let assuntos = [
            (Assunto::Tudo, true),
            (Assunto::Fila, junto.trabalho_solto),
            (Assunto::Temporizadores, junto.temporizador_vencido),
            (Assunto::CaixaDeSaida, projetou),
        ];
        Self { entregas: junto.entregas.take(), entregues: std::mem::take(&mut junto.entregues), assuntos }
    }

    pub fn fazer(self, avisos: &Avisos) {
        if let Some(entregas) = self.entregas.filter(|_| !self.entregues.is_empty()) {
            entregas.entregar(self.entregues);
        }
        for (assunto, _) in self.assuntos.into_iter().filter(|(_, ha)| *ha) {
            avisos.avisar(assunto);
        }
    }
}
