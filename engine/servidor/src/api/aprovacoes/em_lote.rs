//! Decidir várias tarefas de uma vez.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, tarefas};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::{Problema, Problemas};
use crate::extracao::{Autenticado, Corpo};

/// A mesma decisão para todas.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisaoEmLote {
    /// Até 500.
    pub ids: Vec<Uuid>,
    #[schema(example = "aprovar")]
    pub decisao: String,
    /// Os campos preenchidos, os mesmos para todas.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub dados: Map<String, Value>,
}

/// O que houve com cada uma, na ordem dos ids.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecididasEmLote {
    pub itens: Vec<DecididaEmLote>,
}

/// O que houve com uma.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecididaEmLote {
    pub id: Uuid,
    /// `CONCLUIDA`; `ABERTA`, se ainda falta quórum; `RECUSADA`, com o porquê em `problema`.
    #[schema(example = "CONCLUIDA")]
    pub situacao: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problema: Option<Problema>,
}

/// Decide várias, com um resultado para cada: uma recusada não impede as outras.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/em-lote",
    operation_id = "decidir_em_lote",
    tag = "aprovacoes",
    security(("token" = [])),
    request_body = DecisaoEmLote,
    responses((status = 200, body = DecididasEmLote), Problemas)
)]
pub(crate) async fn em_lote(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(DecisaoEmLote { ids, decisao, dados }): Corpo<DecisaoEmLote>,
) -> Result<Json<DecididasEmLote>, ErroApi> {
    let tarefas: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
    let decididas = tarefas::decidir_varias(&app, &quem, &tarefas, &decisao, Value::Object(dados)).await?;
    let item = |(id, decidida): (Uuid, Result<_, _>)| match decidida {
        Ok(esteira_armazem::motor::Tarefa { situacao, .. }) => DecididaEmLote { id, situacao, problema: None },
        Err(erro) => {
            let problema = Some(ErroApi::from(erro).em_problema());
            DecididaEmLote { id, situacao: "RECUSADA".to_owned(), problema }
        }
    };
    Ok(Json(DecididasEmLote { itens: ids.into_iter().zip(decididas).map(item).collect() }))
}
