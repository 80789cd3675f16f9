//! Começar instâncias de um fluxo.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use esteira_aplicacao::fluxos::Inicio;
use esteira_aplicacao::{Aplicacao, fluxos};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::{Problema, Problemas};
use crate::extracao::{Autenticado, Caminho, Corpo};
use crate::resposta::Criado;

/// Com que entrada começar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InicioDeInstancia {
    /// A entrada do fluxo; a chave da instância sai dela.
    #[schema(value_type = Object)]
    pub entrada: Value,
}

/// A instância que começou.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Iniciada {
    pub id: Uuid,
}

/// Com que entradas começar, uma instância para cada.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InicioEmLote {
    /// Até 500.
    #[schema(value_type = Vec<Object>)]
    pub entradas: Vec<Value>,
}

/// O que houve com cada uma, na ordem das entradas.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IniciadasEmLote {
    pub itens: Vec<IniciadaEmLote>,
}

/// O que houve com uma.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IniciadaEmLote {
    /// `INICIADA`, `JA_VIVE` (há uma com a mesma chave, que é a do id) ou `RECUSADA`.
    #[schema(example = "INICIADA")]
    pub situacao: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Por que foi recusada.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problema: Option<Problema>,
}

/// Começa uma instância da versão vigente. Se já há uma viva com a mesma chave, 409 `instancia_viva`, com o id dela em `instancia_viva`.
#[utoipa::path(
    post,
    path = "/api/fluxos/{nome}/instancias",
    operation_id = "iniciar_instancia",
    tag = "fluxos",
    security(("token" = [])),
    params(("nome" = String, Path, description = "Nome do fluxo")),
    request_body = InicioDeInstancia,
    responses((status = 201, body = Iniciada, description = "Começou"), Problemas)
)]
pub(crate) async fn iniciar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(nome): Caminho<String>,
    Corpo(inicio): Corpo<InicioDeInstancia>,
) -> Result<Response, ErroApi> {
    match fluxos::iniciar(&app, &quem, &nome, inicio.entrada).await? {
        Inicio::Nasceu(id) => {
            let endereco = format!("/api/instancias/{id}");
            Ok(Criado { endereco, revisao: None, corpo: Iniciada { id: id.0 } }.into_response())
        }
        Inicio::JaVive(id) => Err(ja_vive(id.0)),
    }
}

/// Começa muitas, com um resultado para cada: uma recusada não impede as outras.
#[utoipa::path(
    post,
    path = "/api/fluxos/{nome}/instancias/em-lote",
    operation_id = "iniciar_instancias_em_lote",
    tag = "fluxos",
    security(("token" = [])),
    params(("nome" = String, Path, description = "Nome do fluxo")),
    request_body = InicioEmLote,
    responses((status = 200, body = IniciadasEmLote), Problemas)
)]
pub(crate) async fn iniciar_em_lote(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(nome): Caminho<String>,
    Corpo(inicio): Corpo<InicioEmLote>,
) -> Result<Json<IniciadasEmLote>, ErroApi> {
    let inicios = fluxos::iniciar_varias(&app, &quem, &nome, inicio.entradas).await?;
    let itens = inicios
        .into_iter()
        .map(|inicio| match inicio {
            Ok(Inicio::Nasceu(id)) => IniciadaEmLote { situacao: "INICIADA", id: Some(id.0), problema: None },
            Ok(Inicio::JaVive(id)) => IniciadaEmLote { situacao: "JA_VIVE", id: Some(id.0), problema: None },
            Err(erro) => {
                let problema = Some(ErroApi::from(erro).em_problema());
                IniciadaEmLote { situacao: "RECUSADA", id: None, problema }
            }
        })
        .collect();
    Ok(Json(IniciadasEmLote { itens }))
}

fn ja_vive(id: Uuid) -> ErroApi {
    let detalhe =
        format!("já existe uma instância viva com a mesma chave: {id}; acompanhe-a, ou cancele-a para começar outra");
    ErroApi::novo(StatusCode::CONFLICT, "instancia_viva", detalhe).com_instancia_viva(id)
}
