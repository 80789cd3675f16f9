//! Identificadores com tipo: um `ProcessoId` nunca entra onde se espera um `ClienteId`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $nome:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $nome(pub Uuid);

        impl $nome {
            /// Um id novo, em ordem de criação dentro do processo (UUID v7).
            pub fn novo() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $nome {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $nome {
            type Err = uuid::Error;
            fn from_str(texto: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(texto).map(Self)
            }
        }

        impl From<$nome> for Uuid {
            fn from(id: $nome) -> Uuid {
                id.0
            }
        }

        impl From<Uuid> for $nome {
            fn from(id: Uuid) -> $nome {
                $nome(id)
            }
        }
    )+};
}

id! {
    /// A organização dona dos dados; toda linha de toda tabela tem uma.
    InquilinoId,
    /// Uma instância de fluxo em curso ou encerrada.
    InstanciaId,
    /// Uma versão publicada de um fluxo.
    FluxoId,
    /// Uma tarefa humana.
    TarefaId,
    /// Uma linha da fila de trabalho.
    ItemId,
    /// Um nó (processo `esteira servir`) desta partida.
    NoId,
    OperadoraId,
    ClienteId,
    ProcessoId,
    ExecucaoId,
    UsuarioId,
    NotificacaoId,
    ArquivoId,
    AuditoriaId,
    /// Um sinal recebido por nome e correlação, ou direto.
    SinalId,
    WebhookId,
    /// Um pedido que bateu num webhook.
    RecebidoId,
}
