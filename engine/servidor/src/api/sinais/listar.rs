//! Listar sinais.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, sinais};
use esteira_armazem::sinais::FiltroDeSinais;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Sinal;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite, um_de};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

/// Situações de um sinal.
const SITUACOES: [&str; 3] = ["PENDENTE", "ENTREGUE", "EXPIRADO"];

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// `PENDENTE`, `ENTREGUE` ou `EXPIRADO`; sem ela, todas.
    situacao: Option<String>,
    /// Nome exato.
    nome: Option<String>,
    /// Correlação exata.
    correlacao: Option<String>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Sinais na ordem em que chegaram.
#[utoipa::path(
    get,
    path = "/api/sinais",
    operation_id = "listar_sinais",
    tag = "sinais",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Sinal>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Sinal>>, ErroApi> {
    um_de("situacao", filtro.situacao.as_deref(), &SITUACOES)?;
    let filtro = FiltroDeSinais {
        situacao: filtro.situacao,
        nome: filtro.nome,
        correlacao: filtro.correlacao,
        depois_de: filtro.depois_de,
        limite: limite(filtro.limite)?,
    };
    Ok(Json(Lista::de(sinais::listar(&app, &quem, &filtro).await?)))
}
