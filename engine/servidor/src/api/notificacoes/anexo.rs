//! Um arquivo que foi com uma notificação.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, notificacoes};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::arquivo::Arquivo;
use crate::extracao::{Autenticado, Caminho};

/// O arquivo: os canais que não levam arquivos mandam buscá-lo aqui.
#[utoipa::path(
    get,
    path = "/api/notificacoes/{id}/anexos/{posicao}",
    operation_id = "anexo_da_notificacao",
    tag = "notificacoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da notificação"),
        ("posicao" = usize, Path, description = "Qual deles; o primeiro é 1")
    ),
    responses((status = 200, description = "O arquivo", content_type = "application/octet-stream", body = [u8]), Problemas)
)]
pub(crate) async fn anexo(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((id, posicao)): Caminho<(Uuid, usize)>,
) -> Result<Arquivo, ErroApi> {
    let (anexo, conteudo) = notificacoes::anexo(&app, &quem, id.into(), posicao).await?;
    Ok(Arquivo { nome: anexo.nome, tipo: anexo.tipo, conteudo })
}
