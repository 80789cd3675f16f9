//! A tarefa em JSON.

use esteira_aplicacao::tarefas::{DecisaoPossivel, Vista};
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{instante, json};
use crate::resposta::ComRevisao;

/// Uma tarefa humana.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tarefa {
    pub id: Uuid,
    pub instancia_id: Uuid,
    #[schema(example = "aprovar")]
    pub passo: String,
    #[schema(example = "Aprovar fatura Empresa Exemplo 2026-10")]
    pub titulo: String,
    /// Papéis que podem decidir.
    #[schema(value_type = Vec<String>, example = json!(["APROVADOR"]))]
    pub papeis: Value,
    /// Pessoas que podem decidir, pelo id, além dos papéis.
    #[schema(value_type = Vec<String>)]
    pub usuarios: Value,
    /// Com quem está; nulo = com todos os que podem.
    pub responsavel: Option<Responsavel>,
    /// O que o fluxo manda mostrar.
    #[schema(value_type = Object)]
    pub dados: Value,
    /// JSON Schema dos dados da decisão.
    #[schema(value_type = Option<Object>)]
    pub formulario: Option<Value>,
    /// Cada decisão possível, e o que ela pede.
    pub decisoes: Vec<DecisaoDaTarefa>,
    /// Quem já se manifestou, enquanto falta quórum.
    #[schema(value_type = Vec<Object>)]
    pub votos: Value,
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
    /// Cresce a cada mudança; é o `ETag`.
    pub revisao: i64,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

/// Com quem a tarefa está.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Responsavel {
    pub id: String,
    pub nome: String,
}

/// Uma decisão possível.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisaoDaTarefa {
    #[schema(example = "rejeitar")]
    pub nome: String,
    /// Campos que é preciso preencher.
    #[schema(example = json!(["motivo"]))]
    pub exige: Vec<String>,
    /// Sob ressalva, só quem tem um destes papéis decide assim; vazio = quem pode decidir a tarefa.
    #[schema(example = json!(["ADMINISTRADOR"]))]
    pub papeis: Vec<String>,
    /// Quantas pessoas têm de decidir assim; nulo se a tarefa já fechou.
    pub quorum: Option<u32>,
    /// JSON Schema só desta decisão, no lugar do da tarefa.
    #[schema(value_type = Option<Object>)]
    pub formulario: Option<Value>,
}

impl From<DecisaoPossivel> for DecisaoDaTarefa {
    fn from(decisao: DecisaoPossivel) -> Self {
        let DecisaoPossivel { nome, exige, papeis, quorum, formulario } = decisao;
        Self { nome, exige, papeis, quorum, formulario }
    }
}

impl From<Vista> for Tarefa {
    fn from(Vista { tarefa, decisoes }: Vista) -> Self {
        let responsavel = tarefa.responsavel_id.zip(tarefa.responsavel_nome);
        Self {
            id: tarefa.id,
            instancia_id: tarefa.instancia_id,
            passo: tarefa.passo,
            titulo: tarefa.titulo,
            papeis: json(&tarefa.papeis),
            usuarios: json(&tarefa.usuarios),
            responsavel: responsavel.map(|(id, nome)| Responsavel { id, nome }),
            dados: json(&tarefa.dados),
            formulario: tarefa.formulario.as_deref().map(json),
            decisoes: decisoes.into_iter().map(Into::into).collect(),
            votos: json(&tarefa.votos),
            situacao: tarefa.situacao,
            vencida: tarefa.vencida,
            vence_em: tarefa.vence_em.map(instante),
            decisao: tarefa.decisao,
            decidida_por: tarefa.decidida_por,
            decidida_em: tarefa.decidida_em.map(instante),
            revisao: tarefa.revisao,
            data_criacao: instante(tarefa.data_criacao),
        }
    }
}

impl From<Vista> for ComRevisao<Tarefa> {
    fn from(vista: Vista) -> Self {
        Self { revisao: vista.tarefa.revisao, corpo: vista.into() }
    }
}

/// A quem se passa a tarefa.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Destino {
    /// Id do usuário.
    pub para: Uuid,
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
