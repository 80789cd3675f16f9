//! Ver e cancelar exportações encomendadas.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::encomendas::{self, Especie};
use uuid::Uuid;

use super::modelo::Exportacao;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, PaginaPedida, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Consulta};

/// As exportações que quem pede encomendou, da mais nova à mais velha.
#[utoipa::path(
    get,
    path = "/api/exportacoes",
    operation_id = "listar_exportacoes",
    tag = "exportacoes",
    security(("token" = [])),
    params(PaginaPedida),
    responses((status = 200, body = Lista<Exportacao>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(pagina): Consulta<PaginaPedida>,
) -> Result<Json<Lista<Exportacao>>, ErroApi> {
    let limite = limite(pagina.limite)?;
    let lidas = encomendas::listar(&app, &quem, Especie::Exportacao, pagina.depois_de, limite).await?;
    Ok(Json(Lista::de(lidas)))
}

/// Uma exportação encomendada: quem a pediu a vê, e o administrador.
#[utoipa::path(
    get,
    path = "/api/exportacoes/{id}",
    operation_id = "obter_exportacao",
    tag = "exportacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da exportação")),
    responses((status = 200, body = Exportacao), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<Exportacao>, ErroApi> {
    Ok(Json(encomendas::obter(&app, &quem, Especie::Exportacao, id.into()).await?.into()))
}

/// Cancela a que ainda não acabou.
#[utoipa::path(
    delete,
    path = "/api/exportacoes/{id}",
    operation_id = "cancelar_exportacao",
    tag = "exportacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da exportação")),
    responses((status = 204, description = "Cancelada"), Problemas)
)]
pub(crate) async fn cancelar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<StatusCode, ErroApi> {
    encomendas::cancelar(&app, &quem, Especie::Exportacao, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
