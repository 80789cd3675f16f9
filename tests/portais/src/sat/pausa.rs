//! Segurar um envio num ponto exato, para o teste derrubar quem o mandou e então decidir o que o SAT faz.
//!
//! O envio segue numa tarefa do portal, não na da conexão: se o cliente morre durante a pausa, soltar ainda grava, como
//! um servidor de verdade que já leu o pedido inteiro. Para simular o contrário há [`Pausa::perder`].

use std::sync::Mutex;
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::{mpsc, watch};

use crate::servidor::Esgotado;
use crate::tranca::trancar;

/// Um envio já lido e válido, ainda sem número. Os campos são os de [`super::FaturaRecebida`].
#[derive(Debug, Clone)]
pub struct EnvioEmCurso {
    pub cliente_id: String,
    pub nome_sat: String,
    pub operadora: String,
    pub linha: String,
    pub data: String,
    pub categoria: String,
    pub filial: String,
    pub arquivo: String,
    pub bytes: Bytes,
}

/// Enquanto vive, os envios param no ponto em que foi armada. Largá-la solta todos.
#[must_use = "largar a pausa solta os envios"]
pub struct Pausa {
    chegadas: mpsc::UnboundedReceiver<EnvioEmCurso>,
    destino: watch::Sender<Destino>,
}

/// O que fazer com os envios parados.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Destino {
    Parar,
    Seguir,
    Perder,
}

impl Pausa {
    /// Espera o próximo envio chegar ao ponto; ele fica parado lá.
    ///
    /// # Errors
    /// Se nenhum chegar no prazo.
    pub async fn chegou(&mut self, prazo: Duration) -> Result<EnvioEmCurso, Esgotado> {
        let esgotado = Esgotado { oque: "envio parado no SAT", esperados: 1, chegaram: 0, prazo };
        tokio::time::timeout(prazo, self.chegadas.recv()).await.ok().flatten().ok_or(esgotado)
    }

    /// Deixa seguir os parados e os próximos.
    pub fn soltar(self) {
        self.destino.send_replace(Destino::Seguir);
    }

    /// Os parados se perdem ali mesmo, como se o SAT tivesse caído: parados antes de gravar, não são gravados; depois,
    /// ficam gravados e sem resposta útil (502). Os próximos seguem.
    pub fn perder(self) {
        self.destino.send_replace(Destino::Perder);
    }
}

/// Um lugar do processamento em que se pode parar. Só a pausa mais nova vale.
#[derive(Default)]
pub(super) struct Ponto(Mutex<Option<Armada>>);

#[derive(Clone)]
struct Armada {
    chegadas: mpsc::UnboundedSender<EnvioEmCurso>,
    destino: watch::Receiver<Destino>,
}

impl Ponto {
    pub(super) fn pausar(&self) -> Pausa {
        let (avisar, chegadas) = mpsc::unbounded_channel();
        let (destino, ver_destino) = watch::channel(Destino::Parar);
        *trancar(&self.0) = Some(Armada { chegadas: avisar, destino: ver_destino });
        Pausa { chegadas, destino }
    }

    /// Passa pelo ponto, parando se houver pausa viva.
    pub(super) async fn passar(&self, envio: &EnvioEmCurso) -> Destino {
        let Some(Armada { chegadas, mut destino }) = trancar(&self.0).clone() else {
            return Destino::Seguir;
        };
        // Quem armou já largou a pausa: não há mais ponto de parada.
        if chegadas.send(envio.clone()).is_err() {
            return Destino::Seguir;
        }
        match destino.wait_for(|destino| *destino != Destino::Parar).await {
            Ok(destino) => *destino,
            Err(_) => Destino::Seguir,
        }
    }
}
