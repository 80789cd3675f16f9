//! Buscar o arquivo de uma exportação encomendada.

use axum::extract::State;
use axum::response::Response;
use esteira_aplicacao::{Aplicacao, exportacoes};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::planilha::do_temporario;

/// O arquivo de uma exportação concluída, por 7 dias: para quem a pediu e para o administrador.
#[utoipa::path(
    get,
    path = "/api/exportacoes/{id}/arquivo",
    operation_id = "arquivo_da_exportacao",
    tag = "exportacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da exportação")),
    responses((status = 200, description = "A planilha", content_type = "application/octet-stream", body = [u8]), Problemas)
)]
pub(crate) async fn arquivo(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Response, ErroApi> {
    let pronta = exportacoes::arquivo(&app, &quem, id.into()).await?;
    do_temporario(&pronta.nome, pronta.formato, pronta.caminho).await
}
