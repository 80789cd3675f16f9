//! Um arquivo de uma execução.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, execucoes};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::arquivo::{Arquivo, Binario};
use crate::extracao::{Autenticado, Caminho};

/// O conteúdo de um arquivo. PDF e imagem se mostram; o resto só se baixa.
#[utoipa::path(
    get,
    path = "/api/execucoes/{id}/arquivos/{arquivo_id}",
    operation_id = "arquivo_da_execucao",
    tag = "execucoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da execução"),
        ("arquivo_id" = Uuid, Path, description = "Id do arquivo")
    ),
    responses((status = 200, description = "O arquivo", content_type = "application/octet-stream", body = inline(Binario)), Problemas)
)]
pub(crate) async fn arquivo(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((id, arquivo_id)): Caminho<(Uuid, Uuid)>,
) -> Result<Arquivo, ErroApi> {
    let (arquivo, conteudo) = execucoes::arquivo(&app, &quem, id.into(), arquivo_id.into()).await?;
    Ok(Arquivo { nome: arquivo.nome, tipo: arquivo.tipo_mime, conteudo })
}
