//! Identificadores com tipo: um `ProcessoId` nunca entra onde se espera um `ClienteId`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Instante;

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
    /// Um link por que uma pessoa decide uma tarefa sem entrar.
    LinkId,
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
    /// Algo que se repete no calendário.
    AgendamentoId,
    /// Uma vez em que chegou a hora de um agendamento.
    DisparoId,
    /// Uma guarda legal: o que ela alcança não se apaga.
    GuardaId,
    /// Algo que se pede e se busca depois: uma exportação, uma importação.
    EncomendaId,
}

/// Um id que depende só do texto (BLAKE3, UUID v8): o mesmo texto dá sempre o mesmo id, em qualquer nó.
fn derivar(texto: &str) -> Uuid {
    let mut bytes = [0; 16];
    blake3::Hasher::new_derive_key("esteira 2026-11 id derivado v1")
        .update(texto.as_bytes())
        .finalize_xof()
        .fill(&mut bytes);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl DisparoId {
    /// O disparo de um agendamento numa hora é sempre o mesmo, em qualquer nó: é o que impede que aconteça duas vezes.
    pub fn derivado(agendamento: AgendamentoId, previsto_em: Instante) -> Self {
        Self(derivar(&format!("disparo/{agendamento}/{}", previsto_em.micros())))
    }
}

impl InstanciaId {
    /// A instância que nasce de outra coisa (a filha, da visita da mãe): a mesma origem dá sempre o mesmo id.
    pub fn derivado_de(origem: &str) -> Self {
        Self(derivar(origem))
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_disparo_depende_do_agendamento_e_da_hora() {
        let (um, outro) = (AgendamentoId(Uuid::from_u128(1)), AgendamentoId(Uuid::from_u128(2)));
        let (oito, nove) = (Instante::de_micros(8), Instante::de_micros(9));
        let disparo = DisparoId::derivado(um, oito);
        // Escrito à mão: se mudar, horas já disparadas disparariam de novo depois de uma atualização.
        assert_eq!(disparo.to_string(), "1522dc77-682c-89c4-9166-2744af4527cc");
        assert_ne!(disparo, DisparoId::derivado(um, nove));
        assert_ne!(disparo, DisparoId::derivado(outro, oito));
    }
}
