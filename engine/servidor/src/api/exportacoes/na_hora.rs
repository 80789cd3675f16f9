//! As listas como planilha, na resposta do pedido: os mesmos filtros de cada lista, e tudo o que serve, e não só uma página.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::exportacoes::Exportacao;
use esteira_planilhas::Formato;

use crate::api::aprovacoes::Filtro as FiltroDasAprovacoes;
use crate::api::auditoria::Filtro as FiltroDaAuditoria;
use crate::api::erro::ErroApi;
use crate::api::execucoes::Filtro as FiltroDasExecucoes;
use crate::api::problema::Problemas;
use crate::api::processos::Filtro as FiltroDosProcessos;
use crate::extracao::{Autenticado, Caminho, Consulta};
use crate::planilha::responder;

pub(in crate::api) fn formato(pedido: &str) -> Result<Formato, ErroApi> {
    Formato::da_extensao(pedido).ok_or_else(|| {
        let mensagem = format!("não há exportação em \"{pedido}\"; use csv ou xlsx");
        ErroApi::novo(StatusCode::NOT_FOUND, "formato_desconhecido", mensagem)
    })
}

/// Os processos do filtro, como planilha. `limite` e `depois_de` não contam. CSV com `;` e BOM, como o Excel do Brasil abre; XLSX até 100.000 linhas: maior, encomende-o.
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

/// As execuções do filtro, como planilha. `limite` e `depois_de` não contam. CSV com `;` e BOM, como o Excel do Brasil abre; XLSX até 100.000 linhas: maior, encomende-o.
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

/// As tarefas que quem pede pode decidir, ou decidiu, como planilha. `limite` e `depois_de` não contam. CSV com `;` e BOM, como o Excel do Brasil abre; XLSX até 100.000 linhas: maior, encomende-o.
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

/// A auditoria do filtro; só o administrador, como planilha. `limite` e `depois_de` não contam. CSV com `;` e BOM, como o Excel do Brasil abre; XLSX até 100.000 linhas: maior, encomende-o.
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
