//! As listas como planilha: os mesmos filtros de cada lista, e tudo o que serve, e não só uma página.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::exportacoes::Exportacao;
use esteira_planilhas::Formato;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::aprovacoes::Filtro as FiltroDasAprovacoes;
use super::auditoria::Filtro as FiltroDaAuditoria;
use super::erro::ErroApi;
use super::execucoes::Filtro as FiltroDasExecucoes;
use super::problema::Problemas;
use super::processos::Filtro as FiltroDosProcessos;
use crate::estado::Estado;
use crate::extracao::{Autenticado, Caminho, Consulta};
use crate::planilha::responder;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new()
        .routes(routes!(processos))
        .routes(routes!(execucoes))
        .routes(routes!(aprovacoes))
        .routes(routes!(auditoria))
}

fn formato(pedido: &str) -> Result<Formato, ErroApi> {
    match pedido {
        "csv" => Ok(Formato::Csv),
        "xlsx" => Ok(Formato::Xlsx),
        outro => {
            let mensagem = format!("não há exportação em \"{outro}\"; use csv ou xlsx");
            Err(ErroApi::novo(StatusCode::NOT_FOUND, "formato_desconhecido", mensagem))
        }
    }
}

/// Os processos do filtro, como planilha. `limite` e `depois_de` não contam. CSV com `;` e BOM, como o Excel do Brasil abre.
#[utoipa::path(
    get,
    path = "/api/processos/exportacao/{formato}",
    operation_id = "exportar_processos",
    tag = "processos",
    security(("token" = [])),
    params(("formato" = String, Path, description = "`csv` ou `xlsx`"), FiltroDosProcessos),
    responses((status = 200, description = "A planilha", content_type = "text/csv", body = String), Problemas)
)]
pub(crate) async fn processos(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(pedido): Caminho<String>,
    Consulta(filtro): Consulta<FiltroDosProcessos>,
) -> Result<Response, ErroApi> {
    let formato = formato(&pedido)?;
    responder(app, quem, Exportacao::Processos(filtro.ler()?), formato).await
}

/// As execuções do filtro, como planilha. `limite` e `depois_de` não contam. CSV com `;` e BOM, como o Excel do Brasil abre.
#[utoipa::path(
    get,
    path = "/api/execucoes/exportacao/{formato}",
    operation_id = "exportar_execucoes",
    tag = "execucoes",
    security(("token" = [])),
    params(("formato" = String, Path, description = "`csv` ou `xlsx`"), FiltroDasExecucoes),
    responses((status = 200, description = "A planilha", content_type = "text/csv", body = String), Problemas)
)]
pub(crate) async fn execucoes(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(pedido): Caminho<String>,
    Consulta(filtro): Consulta<FiltroDasExecucoes>,
) -> Result<Response, ErroApi> {
    let formato = formato(&pedido)?;
    responder(app, quem, Exportacao::Execucoes(filtro.ler()?), formato).await
}

/// As tarefas que quem pede pode decidir, ou decidiu, como planilha. `limite` e `depois_de` não contam. CSV com `;` e BOM, como o Excel do Brasil abre.
#[utoipa::path(
    get,
    path = "/api/aprovacoes/exportacao/{formato}",
    operation_id = "exportar_aprovacoes",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("formato" = String, Path, description = "`csv` ou `xlsx`"), FiltroDasAprovacoes),
    responses((status = 200, description = "A planilha", content_type = "text/csv", body = String), Problemas)
)]
pub(crate) async fn aprovacoes(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(pedido): Caminho<String>,
    Consulta(filtro): Consulta<FiltroDasAprovacoes>,
) -> Result<Response, ErroApi> {
    let formato = formato(&pedido)?;
    let filtro = filtro.ler(&quem)?;
    responder(app, quem, Exportacao::Aprovacoes(filtro), formato).await
}

/// A auditoria do filtro; só o administrador, como planilha. `limite` e `depois_de` não contam. CSV com `;` e BOM, como o Excel do Brasil abre.
#[utoipa::path(
    get,
    path = "/api/auditoria/exportacao/{formato}",
    operation_id = "exportar_auditoria",
    tag = "auditoria",
    security(("token" = [])),
    params(("formato" = String, Path, description = "`csv` ou `xlsx`"), FiltroDaAuditoria),
    responses((status = 200, description = "A planilha", content_type = "text/csv", body = String), Problemas)
)]
pub(crate) async fn auditoria(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(pedido): Caminho<String>,
    Consulta(filtro): Consulta<FiltroDaAuditoria>,
) -> Result<Response, ErroApi> {
    let formato = formato(&pedido)?;
    responder(app, quem, Exportacao::Auditoria(filtro.ler()?), formato).await
}
