//! Listar operadoras.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, operadoras};
use esteira_armazem::cadastro::FiltroDeOperadoras;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Operadora;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Pedaço do nome.
    nome: Option<String>,
    /// Código exato.
    codigo: Option<String>,
    /// Só ativas (`true`) ou só inativas (`false`).
    ativa: Option<bool>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Operadoras em ordem de nome.
#[utoipa::path(
    get,
    path = "/api/operadoras",
    operation_id = "listar_operadoras",
    tag = "operadoras",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Operadora>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Operadora>>, ErroApi> {
    let filtro = FiltroDeOperadoras {
        nome: filtro.nome,
        codigo: filtro.codigo,
        ativa: filtro.ativa,
        depois_de: filtro.depois_de,
        limite: limite(filtro.limite)?,
    };
    Ok(Json(Lista::de(operadoras::listar(&app, &quem, &filtro).await?)))
}
