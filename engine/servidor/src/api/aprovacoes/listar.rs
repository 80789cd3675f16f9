//! Listar tarefas.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, tarefas};
use esteira_armazem::motor::FiltroDeTarefas;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Tarefa;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite, um_de};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

/// Situações de uma tarefa.
const SITUACOES: [&str; 3] = ["ABERTA", "CONCLUIDA", "CANCELADA"];

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// `ABERTA`, `CONCLUIDA` ou `CANCELADA`; sem ela, todas.
    situacao: Option<String>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// As tarefas que quem pede pode decidir, da mais velha à mais nova.
#[utoipa::path(
    get,
    path = "/api/aprovacoes",
    operation_id = "listar_aprovacoes",
    tag = "aprovacoes",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Tarefa>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Tarefa>>, ErroApi> {
    um_de("situacao", filtro.situacao.as_deref(), &SITUACOES)?;
    let filtro = FiltroDeTarefas {
        situacao: filtro.situacao,
        candidatos: Vec::new(),
        depois_de: filtro.depois_de,
        limite: limite(filtro.limite)?,
    };
    Ok(Json(Lista::de(tarefas::listar(&app, &quem, filtro).await?)))
}
