//! Listar usuários.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, usuarios};
use esteira_armazem::cadastro::FiltroDeUsuarios;
use esteira_dominio::Perfil;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Usuario;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Pedaço do nome ou do e-mail.
    texto: Option<String>,
    /// `ADMINISTRADOR`, `APROVADOR` ou `OPERADOR`.
    #[param(value_type = Option<String>)]
    perfil: Option<Perfil>,
    /// Só ativos (`true`) ou só inativos (`false`).
    ativo: Option<bool>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Usuários em ordem de nome.
#[utoipa::path(
    get,
    path = "/api/usuarios",
    operation_id = "listar_usuarios",
    tag = "usuarios",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Usuario>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Usuario>>, ErroApi> {
    let filtro = FiltroDeUsuarios {
        texto: filtro.texto,
        perfil: filtro.perfil,
        ativo: filtro.ativo,
        depois_de: filtro.depois_de,
        limite: limite(filtro.limite)?,
    };
    Ok(Json(Lista::de(usuarios::listar(&app, &quem, &filtro).await?)))
}
