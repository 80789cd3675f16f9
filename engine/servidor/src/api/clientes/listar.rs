//! Listar clientes.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, clientes};
use esteira_armazem::cadastro::FiltroDeClientes;
use esteira_base::Cnpj;
use esteira_dominio::HashCadastro;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Cliente;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Id da operadora.
    operadora: Option<Uuid>,
    /// Com ou sem máscara.
    cnpj: Option<String>,
    /// Hash de cadastro, o vigente ou um antigo.
    hash: Option<String>,
    /// Pedaço da razão social, do nome no SAT, do serviço ou da unidade.
    texto: Option<String>,
    /// Só ativos (`true`) ou só inativos (`false`).
    ativo: Option<bool>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Clientes em ordem de nome no SAT.
#[utoipa::path(
    get,
    path = "/api/clientes",
    operation_id = "listar_clientes",
    tag = "clientes",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Cliente>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Cliente>>, ErroApi> {
    let cnpj = filtro.cnpj.map(|texto| texto.parse::<Cnpj>()).transpose();
    let cnpj = cnpj.map_err(|erro| ErroApi::campo("cnpj", "invalido", erro.to_string()))?;
    let hash = filtro.hash.map(|texto| texto.parse::<HashCadastro>()).transpose();
    let hash = hash.map_err(|erro| ErroApi::campo("hash", "invalido", erro.to_string()))?;
    let filtro = FiltroDeClientes {
        operadora: filtro.operadora.map(Into::into),
        cnpj: cnpj.map(|cnpj| cnpj.sem_mascara().to_owned()),
        hash: hash.map(|hash| hash.to_string()),
        texto: filtro.texto,
        ativo: filtro.ativo,
        depois_de: filtro.depois_de,
        limite: limite(filtro.limite)?,
    };
    Ok(Json(Lista::de(clientes::listar(&app, &quem, &filtro).await?)))
}
