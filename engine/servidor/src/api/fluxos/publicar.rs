//! Publicar um fluxo.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, fluxos};
use serde::Deserialize;
use utoipa::IntoParams;

use super::modelo::Fluxo;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta, Texto};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Arquivo {
    /// Nome do arquivo, para os diagnósticos; sem ele, `fluxo.yaml`.
    arquivo: Option<String>,
}

/// Publica o YAML do corpo. Republicar o mesmo conteúdo devolve a versão que já existe. Se há problemas, `diagnosticos` traz todos, cada um com
/// arquivo, linha, coluna e sugestão.
#[utoipa::path(
    post,
    path = "/api/fluxos",
    operation_id = "publicar_fluxo",
    tag = "fluxos",
    security(("token" = [])),
    params(Arquivo),
    request_body(content = String, content_type = "application/yaml"),
    responses((status = 200, body = Fluxo), Problemas)
)]
pub(crate) async fn publicar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(consulta): Consulta<Arquivo>,
    Texto(texto): Texto,
) -> Result<Json<Fluxo>, ErroApi> {
    let arquivo = consulta.arquivo.as_deref().unwrap_or("fluxo.yaml");
    Ok(Json(fluxos::publicar(&app, &quem, arquivo, &texto).await?.into()))
}
