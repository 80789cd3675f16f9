//! Ver o que se publicou e o que vale.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, plugins};
use serde::Deserialize;
use utoipa::IntoParams;

use super::modelo::Estante;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Só deste plugin.
    nome: Option<String>,
}

/// As versões publicadas, e a que vale de cada plugin. Sem versão homologada, vale a da pasta de plugins de cada nó.
#[utoipa::path(
    get,
    path = "/api/plugins/publicados",
    operation_id = "listar_plugins_publicados",
    tag = "plugins",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Estante), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Estante>, ErroApi> {
    let estante = plugins::listar(&app, &quem, filtro.nome.as_deref()).await?;
    Ok(Json(Estante {
        publicados: estante.publicados.into_iter().map(Into::into).collect(),
        homologados: estante.vigentes.into_iter().map(Into::into).collect(),
    }))
}
