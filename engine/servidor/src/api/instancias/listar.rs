//! Listar instâncias.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, instancias};
use serde::Deserialize;
use utoipa::IntoParams;

use super::modelo::Instancia;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite, um_de};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

/// Situações de uma instância.
pub(super) const SITUACOES: [&str; 6] =
    ["EM_ANDAMENTO", "PRECISA_DE_ATENCAO", "DESFAZENDO", "CONCLUIDA", "FALHOU", "CANCELADA"];

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Nome do fluxo; sem ele, todos.
    fluxo: Option<String>,
    /// `EM_ANDAMENTO`, `PRECISA_DE_ATENCAO`, `DESFAZENDO`, `CONCLUIDA`, `FALHOU` ou `CANCELADA`; sem ela, todas.
    situacao: Option<String>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
}

/// As mais novas primeiro, até `limite`; esta lista não tem página seguinte.
#[utoipa::path(
    get,
    path = "/api/instancias",
    operation_id = "listar_instancias",
    tag = "instancias",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Instancia>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Instancia>>, ErroApi> {
    um_de("situacao", filtro.situacao.as_deref(), &SITUACOES)?;
    let limite = limite(filtro.limite)?;
    let achadas = instancias::listar(&app, &quem, filtro.fluxo.as_deref(), filtro.situacao.as_deref(), limite).await?;
    Ok(Json(Lista::inteira(achadas)))
}
