//! Um comando a caminho de uma instância.

use std::sync::Arc;

use esteira_armazem::motor::{InstanciaNova, ItemConcluido, Tarefa};
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId, TarefaId};
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
    /// A dona de uma tarefa aberta; a visita de `Decidir` passa a ser a da tarefa. Recusado como não encontrada se a tarefa não está aberta.
    Tarefa(TarefaId),
    /// Uma que existe, em nome de uma linha da fila concedida a este nó. Se a concessão já passou a outro, o comando é recusado e nada muda.
    Concessao { item: ItemId, concessao: i64, instancia: InstanciaId },
}

/// Um comando com tudo o que vai com ele.
pub struct Solicitacao {
    pub inquilino: InquilinoId,
    pub alvo: Alvo,
    pub comando: Comando,
    pub anexo: Option<Arc<dyn Anexo>>,
}

impl Solicitacao {
    /// A linha da fila que o comando conclui.
    pub(super) fn concluido(&self) -> Option<ItemConcluido> {
        match self.alvo {
            Alvo::Concessao { item, concessao, instancia } => {
                Some(ItemConcluido { inquilino: self.inquilino, instancia, item, concessao })
            }
            _ => None,
        }
    }
}

/// O que um comando mudou, já durável.
#[derive(Debug, Clone)]
pub struct Aplicado {
    pub instancia: InstanciaId,
    pub situacao: Situacao,
    pub estado_de_negocio: Option<String>,
    pub eventos: Vec<Evento>,
    /// A tarefa que o comando fechou, se se dirigia a uma.
    pub tarefa: Option<Tarefa>,
}

/// O fim de um comando.
pub(super) type Desfecho = Result<Aplicado, ErroAplicacao>;

pub(super) struct Pedido {
    pub solicitacao: Solicitacao,
    pub resposta: oneshot::Sender<Desfecho>,
}
