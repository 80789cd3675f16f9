//! O relatório de uma importação, como planilha.

use axum::extract::State;
use axum::response::Response;
use esteira_aplicacao::{Aplicacao, importacoes};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::exportacoes::formato;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::planilha::responder;

/// O que houve com cada linha: `linha`, `cliente`, `desfecho`, `cliente_id`, `mensagens`. Enquanto a importação anda, o que já se fez.
#[utoipa::path(
    get,
    path = "/api/importacoes/{id}/relatorio/{formato}",
    operation_id = "relatorio_da_importacao",
    tag = "importacoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da importação"),
        ("formato" = String, Path, description = "`csv` ou `xlsx`")
    ),
    responses((status = 200, description = "A planilha", content_type = "text/csv", body = String), Problemas)
)]
pub(crate) async fn relatorio(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((id, pedido)): Caminho<(Uuid, String)>,
) -> Result<Response, ErroApi> {
    let formato = formato(&pedido)?;
    let relatorio = importacoes::relatorio(&app, &quem, id.into()).await?;
    responder(app, quem, relatorio, formato).await
}
