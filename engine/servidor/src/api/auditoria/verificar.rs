//! Conferir a cadeia da auditoria.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, auditoria};
use serde::Deserialize;
use utoipa::IntoParams;

use super::modelo::Veredito;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ancora {
    /// A ponta que se guardou numa verificação anterior.
    ponta: Option<String>,
}

/// Percorre a cadeia da raiz à ponta e diz se algum registro foi tirado, alterado ou trocado de lugar. Só o administrador.
#[utoipa::path(
    get,
    path = "/api/auditoria/verificacao",
    operation_id = "verificar_auditoria",
    tag = "auditoria",
    security(("token" = [])),
    params(Ancora),
    responses((status = 200, body = Veredito), Problemas)
)]
pub(crate) async fn verificar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(ancora): Consulta<Ancora>,
) -> Result<Json<auditoria::Veredito>, ErroApi> {
    Ok(Json(auditoria::verificar(&app, &quem, ancora.ponta.as_deref()).await?))
}
