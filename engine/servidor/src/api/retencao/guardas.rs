//! Pôr e listar guardas legais.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, retencao};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::{Guarda, GuardaEnviada};
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta, Corpo};
use crate::resposta::Criado;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Só as que valem; sem ele, também as levantadas.
    vigentes: Option<bool>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Guardas, na ordem em que se puseram.
#[utoipa::path(
    get,
    path = "/api/retencao/guardas",
    operation_id = "listar_guardas",
    tag = "retencao",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Guarda>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Guarda>>, ErroApi> {
    let (vigentes, limite) = (filtro.vigentes.unwrap_or(false), limite(filtro.limite)?);
    Ok(Json(Lista::de(retencao::guardas(&app, &quem, vigentes, filtro.depois_de, limite).await?)))
}

/// Põe uma guarda legal: enquanto valer, o que ela alcança não se apaga. O mesmo alvo pode ter várias.
#[utoipa::path(
    post,
    path = "/api/retencao/guardas",
    operation_id = "por_guarda",
    tag = "retencao",
    security(("token" = [])),
    request_body = GuardaEnviada,
    responses((status = 201, body = Guarda), Problemas)
)]
pub(crate) async fn por(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviada): Corpo<GuardaEnviada>,
) -> Result<Criado<Guarda>, ErroApi> {
    let (alvo, motivo) = enviada.separar()?;
    let guarda = retencao::por_guarda(&app, &quem, alvo, &motivo).await?;
    let endereco = format!("/api/retencao/guardas/{}", guarda.id);
    Ok(Criado { endereco, revisao: None, corpo: guarda.into() })
}
