//! Listar o que um webhook recebeu.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, webhooks};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Recebido;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite, um_de};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Consulta};

/// Vereditos possíveis.
const VEREDITOS: [&str; 4] = ["ACEITO", "REPETIDO", "ILEGIVEL", "RECUSADO"];

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// `ACEITO`, `REPETIDO`, `ILEGIVEL` ou `RECUSADO`; sem ele, todos.
    veredito: Option<String>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// O que bateu neste webhook, na ordem em que chegou; também no já apagado.
#[utoipa::path(
    get,
    path = "/api/webhooks/{id}/recebidos",
    operation_id = "listar_recebidos",
    tag = "webhooks",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do webhook"), Filtro),
    responses((status = 200, body = Lista<Recebido>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Recebido>>, ErroApi> {
    let veredito = filtro.veredito.as_deref();
    um_de("veredito", veredito, &VEREDITOS)?;
    let limite = limite(filtro.limite)?;
    let pagina = webhooks::recebidos(&app, &quem, id.into(), veredito, filtro.depois_de, limite).await?;
    Ok(Json(Lista::de(pagina)))
}
