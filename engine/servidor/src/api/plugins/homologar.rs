//! Pôr uma versão a valer, e voltar atrás.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, plugins};
use esteira_base::Resumo;
use serde::Deserialize;
use utoipa::ToSchema;

use super::modelo::Homologado;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// Em quanto passa a valer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parte {
    /// De 1 a 100: em quantas de cada cem instâncias. Menos de cem só com outra versão já a valer.
    #[serde(default = "todas")]
    #[schema(default = 100, minimum = 1, maximum = 100)]
    percentual: u8,
}

fn todas() -> u8 {
    100
}

/// A versão passa a valer nas execuções novas, todas ou uma parte; as em curso seguem com a que começaram.
#[utoipa::path(
    post,
    path = "/api/plugins/publicados/{resumo}/homologar",
    operation_id = "homologar_plugin",
    tag = "plugins",
    security(("token" = [])),
    params(("resumo" = String, Path, description = "BLAKE3 da versão publicada")),
    request_body = Parte,
    responses((status = 200, body = Homologado), Problemas)
)]
pub(crate) async fn homologar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(resumo): Caminho<Resumo>,
    Corpo(parte): Corpo<Parte>,
) -> Result<Json<Homologado>, ErroApi> {
    Ok(Json(plugins::homologar(&app, &quem, resumo, parte.percentual).await?.into()))
}

/// Desiste da versão que se experimenta; se nenhuma se experimenta, volta à de antes.
#[utoipa::path(
    post,
    path = "/api/plugins/{nome}/reverter",
    operation_id = "reverter_plugin",
    tag = "plugins",
    security(("token" = [])),
    params(("nome" = String, Path, description = "Nome do plugin")),
    responses((status = 200, body = Homologado), Problemas)
)]
pub(crate) async fn reverter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(nome): Caminho<String>,
) -> Result<Json<Homologado>, ErroApi> {
    Ok(Json(plugins::reverter(&app, &quem, &nome).await?.into()))
}
