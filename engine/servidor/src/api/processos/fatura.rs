//! O PDF da fatura.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, processos};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::arquivo::{Arquivo, Binario};
use crate::extracao::{Autenticado, Caminho};

/// O PDF da fatura vigente.
#[utoipa::path(
    get,
    path = "/api/processos/{id}/fatura",
    operation_id = "fatura_do_processo",
    tag = "processos",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do processo")),
    responses((status = 200, description = "O PDF", content_type = "application/pdf", body = inline(Binario)), Problemas)
)]
pub(crate) async fn fatura(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Arquivo, ErroApi> {
    let fatura = processos::fatura(&app, &quem, id.into()).await?;
    Ok(Arquivo { nome: fatura.nome, tipo: "application/pdf".to_owned(), conteudo: fatura.conteudo })
}
