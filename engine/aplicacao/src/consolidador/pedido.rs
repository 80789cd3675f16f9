//! Um comando a caminho de uma instância.

use std::sync::Arc;

use esteira_armazem::motor::{InstanciaNova, ItemConcluido, Tarefa};
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId, SinalId, TarefaId};
use esteira_motor::maquina::{Comando, Evento, Situacao};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::Anexo;
use crate::ErroAplicacao;

/// A quem o comando se dirige.
#[derive(Debug, Clone)]
pub enum Alvo {
    /// Uma instância que ainda não existe; recusada se já há uma viva com a mesma chave.
    Nova(InstanciaNova),
    /// Uma filha que a linha da fila da mãe manda nascer: nasce na transação em que a linha sai. Recusada, a linha fica, para se dizer à mãe.
    Filha { nova: InstanciaNova, item: ItemId, concessao: i64, mae: InstanciaId },
    /// Uma que existe.
    Instancia(InstanciaId),
    /// Uma que existe, para a passar a outra versão do fluxo: é com ela que se decide.
    Versao { instancia: InstanciaId, fluxo_id: Uuid },
    /// A dona de uma tarefa aberta; a visita do comando passa a ser a da tarefa. Recusado como não encontrada se a tarefa não está aberta.
    Tarefa(TarefaId),
    /// Uma que existe, em nome de uma linha da fila concedida a este nó. Se a concessão já passou a outro, o comando é recusado e nada muda.
    Concessao { item: ItemId, concessao: i64, instancia: InstanciaId },
    /// Quem espera este sinal guardado, que fica ENTREGUE no mesmo commit. Recusado com [`SEM_ESPERA`](super::SEM_ESPERA) se ninguém o
    /// espera (continua guardado) e com [`SINAL_RESOLVIDO`](super::SINAL_RESOLVIDO) se já não está pendente.
    Sinal(SinalId),
}

/// Um comando com tudo o que vai com ele.
pub struct Solicitacao {
    pub inquilino: InquilinoId,
    pub alvo: Alvo,
    pub comando: Comando,
    pub anexo: Option<Arc<dyn Anexo>>,
}

impl Alvo {
    /// A instância que o comando faz nascer.
    pub(super) fn nova(&self) -> Option<&InstanciaNova> {
        match self {
            Self::Nova(nova) | Self::Filha { nova, .. } => Some(nova),
            _ => None,
        }
    }
}

impl Solicitacao {
    /// A linha da fila que o comando conclui.
    pub(super) fn concluido(&self) -> Option<ItemConcluido> {
        match self.alvo {
            Alvo::Concessao { item, concessao, instancia } | Alvo::Filha { item, concessao, mae: instancia, .. } => {
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
    /// A tarefa a que o comando se dirigia, como ficou.
    pub tarefa: Option<Tarefa>,
}

/// O fim de um comando.
pub(super) type Desfecho = Result<Aplicado, ErroAplicacao>;

pub(super) struct Pedido {
    pub solicitacao: Solicitacao,
    pub resposta: oneshot::Sender<Desfecho>,
}
