//! O corpo de um pedido recebido.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, webhooks};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::arquivo::{Arquivo, Binario};
use crate::extracao::{Autenticado, Caminho};

/// O corpo como veio, byte a byte, para baixar. O do recusado pode estar cortado: compare com `tamanho`.
#[utoipa::path(
    get,
    path = "/api/webhooks/recebidos/{id}/corpo",
    operation_id = "obter_corpo_recebido",
    tag = "webhooks",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id do pedido recebido")),
    responses((status = 200, content_type = "application/octet-stream", body = inline(Binario)), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<Arquivo, ErroApi> {
    let conteudo = webhooks::corpo(&app, &quem, id.into()).await?.into();
    Ok(Arquivo { nome: format!("{id}.bin"), tipo: "application/octet-stream".to_owned(), conteudo })
}
