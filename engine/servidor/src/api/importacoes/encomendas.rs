//! Ver e cancelar importações encomendadas.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::encomendas::{self, Especie};
use uuid::Uuid;

use super::modelo::ImportacaoEncomendada;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, PaginaPedida, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Consulta};

/// As importações que quem pede encomendou, da mais nova à mais velha.
#[utoipa::path(
    get,
    path = "/api/importacoes",
    operation_id = "listar_importacoes",
    tag = "importacoes",
    security(("token" = [])),
    params(PaginaPedida),
    responses((status = 200, body = Lista<ImportacaoEncomendada>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(pagina): Consulta<PaginaPedida>,
) -> Result<Json<Lista<ImportacaoEncomendada>>, ErroApi> {
    let limite = limite(pagina.limite)?;
    let lidas = encomendas::listar(&app, &quem, Especie::Importacao, pagina.depois_de, limite).await?;
    Ok(Json(Lista::de(lidas)))
}

/// Uma importação encomendada: quem a pediu a vê, e o administrador.
#[utoipa::path(
    get,
    path = "/api/importacoes/{id}",
    operation_id = "obter_importacao",
    tag = "importacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da importação")),
    responses((status = 200, body = ImportacaoEncomendada), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Json<ImportacaoEncomendada>, ErroApi> {
    Ok(Json(encomendas::obter(&app, &quem, Especie::Importacao, id.into()).await?.into()))
}

/// Cancela a que ainda não acabou; o que já se gravou fica gravado.
#[utoipa::path(
    delete,
    path = "/api/importacoes/{id}",
    operation_id = "cancelar_importacao",
    tag = "importacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da importação")),
    responses((status = 204, description = "Cancelada"), Problemas)
)]
pub(crate) async fn cancelar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<StatusCode, ErroApi> {
    encomendas::cancelar(&app, &quem, Especie::Importacao, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
