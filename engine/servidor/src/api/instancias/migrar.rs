//! Passar uma instância a outra versão do fluxo.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::instancias::{self, Ordem, impedimentos};
use esteira_aplicacao::{Aplicacao, ErroAplicacao};
use esteira_motor::maquina::Recusa;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ordem::Migracao;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// O que se conferiu ou se fez.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResultadoDaMigracao {
    /// Se a instância passou à outra versão; numa simulação, nunca.
    pub migrada: bool,
    /// O que falta no plano; só numa simulação.
    pub problemas: Vec<String>,
}

/// Passa a instância a outra versão do mesmo fluxo. Com `simular`, só diz o que impede o plano; sem, um plano que não serve é 422.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/migrar",
    operation_id = "migrar_instancia",
    tag = "instancias",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da instância")),
    request_body = Migracao,
    responses((status = 200, body = ResultadoDaMigracao), Problemas)
)]
pub(crate) async fn migrar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(Migracao { versao, plano, simular }): Corpo<Migracao>,
) -> Result<Json<ResultadoDaMigracao>, ErroApi> {
    let ordem = Ordem::Migrar { versao, plano };
    if !simular {
        instancias::ordenar(&app, &quem, id.into(), &ordem).await?;
        return Ok(Json(ResultadoDaMigracao { migrada: true, problemas: Vec::new() }));
    }
    let problemas = match instancias::simular(&app, &quem, id.into(), &ordem).await {
        Ok(()) => Vec::new(),
        Err(erro @ ErroAplicacao::Recusado(Recusa::PlanoInvalido(_))) => impedimentos(&erro),
        Err(erro) => return Err(erro.into()),
    };
    Ok(Json(ResultadoDaMigracao { migrada: false, problemas }))
}
