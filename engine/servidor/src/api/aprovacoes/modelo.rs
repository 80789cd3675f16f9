//! A tarefa em JSON.

use esteira_armazem::motor;
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{instante, json};

/// Uma tarefa humana.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tarefa {
    pub id: Uuid,
    pub instancia_id: Uuid,
    #[schema(example = "aprovar")]
    pub passo: String,
    #[schema(example = "Aprovar fatura Empresa Exemplo 2026-10")]
    pub titulo: String,
    /// Quem pode decidir.
    #[schema(value_type = Vec<String>, example = json!(["APROVADOR"]))]
    pub papeis: Value,
    /// O que o fluxo manda mostrar.
    #[schema(value_type = Object)]
    pub dados: Value,
    /// Cada decisão possível, com os campos que exige: `[["rejeitar", ["motivo"]]]`.
    #[schema(value_type = Vec<Object>)]
    pub decisoes: Value,
    /// `ABERTA`, `CONCLUIDA` ou `CANCELADA`.
    #[schema(example = "ABERTA")]
    pub situacao: String,
    /// Passou do vencimento ainda aberta.
    pub vencida: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub vence_em: Option<Instante>,
    pub decisao: Option<String>,
    pub decidida_por: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decidida_em: Option<Instante>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

impl From<motor::Tarefa> for Tarefa {
    fn from(tarefa: motor::Tarefa) -> Self {
        Self {
            id: tarefa.id,
            instancia_id: tarefa.instancia_id,
            passo: tarefa.passo,
            titulo: tarefa.titulo,
            papeis: json(&tarefa.papeis),
            dados: json(&tarefa.dados),
            decisoes: json(&tarefa.decisoes),
            situacao: tarefa.situacao,
            vencida: tarefa.vencida,
            vence_em: tarefa.vence_em.map(instante),
            decisao: tarefa.decisao,
            decidida_por: tarefa.decidida_por,
            decidida_em: tarefa.decidida_em.map(instante),
            data_criacao: instante(tarefa.data_criacao),
        }
    }
}

/// Com que observação se aprova.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Aprovacao {
    #[serde(default)]
    pub observacao: Option<String>,
}

/// Por que se rejeita.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rejeicao {
    #[schema(example = "valor diferente do contrato")]
    pub motivo: String,
}

/// Qualquer decisão que a tarefa declare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decisao {
    #[schema(example = "enviada")]
    pub decisao: String,
    /// Os campos preenchidos.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub dados: Map<String, Value>,
}
