//! Um comando a caminho de uma instância.

use std::sync::Arc;

use esteira_armazem::motor::InstanciaNova;
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId, SinalId};
use esteira_motor::maquina::{Comando, Evento, Situacao};
use tokio::sync::oneshot;

use super::Anexo;
use crate::ErroAplicacao;

/// A quem o comando se dirige.
#[derive(Debug, Clone)]
pub enum Alvo {
    /// Uma instância que ainda não existe; recusada se já há uma viva com a mesma chave.
    Nova(InstanciaNova),
    /// Uma que existe.
    Instancia(InstanciaId),
    /// Uma que existe, em nome de uma linha da fila concedida a este nó. Se a concessão já passou a outro, o comando é recusado e nada muda.
    Concessao { item: ItemId, concessao: i64, instancia: InstanciaId },
    /// Quem espera este sinal guardado, que fica ENTREGUE no mesmo commit. Recusado com [`SEM_ESPERA`](super::SEM_ESPERA) se ninguém o
    /// espera (continua guardado) e com [`SINAL_RESOLVIDO`](super::SINAL_RESOLVIDO) se já não está pendente.
    Sinal(SinalId),
}

/// O que um comando mudou, já durável.
#[derive(Debug, Clone)]
pub struct Aplicado {
    pub instancia: InstanciaId,
    pub situacao: Situacao,
    pub estado_de_negocio: Option<String>,
    pub eventos: Vec<Evento>,
}

pub(super) struct Pedido {
    pub inquilino: InquilinoId,
    pub alvo: Alvo,
    pub comando: Comando,
    pub anexo: Option<Arc<dyn Anexo>>,
    pub resposta: oneshot::Sender<Result<Aplicado, ErroAplicacao>>,
}
