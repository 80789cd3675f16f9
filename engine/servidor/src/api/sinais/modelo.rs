//! O sinal em JSON.

use esteira_armazem::sinais;
use esteira_base::{Duracao, Instante};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{instante, json};

/// Um sinal a quem o espera, ou vier a esperar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SinalEnviado {
    /// O `nome` do passo `evento`.
    #[schema(example = "pagamento_confirmado")]
    pub nome: String,
    /// A `correlacao` do passo `evento`.
    #[schema(example = "pedido-1042")]
    pub correlacao: String,
    /// O que o passo produz como saída.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub dados: Value,
    /// Por quanto tempo se guarda se ninguém o espera, até 30d; sem ela, 7d.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "7d")]
    pub validade: Option<Duracao>,
}

/// Um sinal a uma instância.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SinalDireto {
    /// O `nome` do passo `evento`.
    #[schema(example = "fatura_recebida")]
    pub nome: String,
    /// Se o passo exige uma.
    #[serde(default)]
    pub correlacao: Option<String>,
    /// O que o passo produz como saída.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub dados: Value,
}

/// Um sinal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sinal {
    pub id: Uuid,
    pub nome: String,
    /// Nula só no direto.
    pub correlacao: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub dados: Value,
    /// `PENDENTE` (ninguém o espera ainda), `ENTREGUE` ou `EXPIRADO`.
    #[schema(example = "ENTREGUE")]
    pub situacao: String,
    /// Foi mandado a uma instância, que o guarda se ainda não o espera.
    pub direto: bool,
    /// A quem se entregou, ou a quem se dirige.
    pub instancia_id: Option<Uuid>,
    /// Quem mandou.
    #[schema(example = "Olga Prado")]
    pub por: String,
    #[schema(value_type = String, format = DateTime)]
    pub recebido_em: Instante,
    #[schema(value_type = String, format = DateTime)]
    pub expira_em: Instante,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub entregue_em: Option<Instante>,
}

impl From<sinais::Sinal> for Sinal {
    fn from(sinal: sinais::Sinal) -> Self {
        Self {
            id: sinal.id,
            nome: sinal.nome,
            correlacao: sinal.correlacao,
            dados: json(&sinal.dados),
            situacao: sinal.situacao,
            direto: sinal.direto,
            instancia_id: sinal.instancia_id,
            por: json(&sinal.por)["nome"].as_str().unwrap_or_default().to_owned(),
            recebido_em: instante(sinal.recebido_em),
            expira_em: instante(sinal.expira_em),
            entregue_em: sinal.entregue_em.map(instante),
        }
    }
}
