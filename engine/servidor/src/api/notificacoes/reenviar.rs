//! Reenviar uma notificação.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, notificacoes};
use uuid::Uuid;

use super::modelo::Notificacao;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho};
use crate::resposta::Criado;

/// Põe na caixa de saída uma igual, ligada à primeira por `reenvio_de`. A que ainda está PENDENTE não se repete: 409.
#[utoipa::path(
    post,
    path = "/api/notificacoes/{id}/reenviar",
    operation_id = "reenviar_notificacao",
    tag = "notificacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da notificação")),
    responses((status = 201, body = Notificacao), Problemas)
)]
pub(crate) async fn reenviar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Criado<Notificacao>, ErroApi> {
    let criada = notificacoes::reenviar(&app, &quem, id.into()).await?;
    Ok(Criado { endereco: "/api/notificacoes".to_owned(), revisao: None, corpo: criada.into() })
}
