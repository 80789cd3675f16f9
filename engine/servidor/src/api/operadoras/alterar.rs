//! Alterar uma operadora.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, operadoras};
use uuid::Uuid;

use super::modelo::{Operadora, OperadoraEnviada};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SeRevisao};
use crate::resposta::ComRevisao;

/// Troca o cadastro inteiro. Exige `If-Match`: 412 se alguém mudou antes, 428 se falta.
#[utoipa::path(
    put,
    path = "/api/operadoras/{id}",
    operation_id = "alterar_operadora",
    tag = "operadoras",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da operadora"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    request_body = OperadoraEnviada,
    responses((status = 200, body = Operadora), Problemas)
)]
pub(crate) async fn alterar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
    Corpo(enviada): Corpo<OperadoraEnviada>,
) -> Result<ComRevisao<Operadora>, ErroApi> {
    Ok(operadoras::alterar(&app, &quem, id.into(), revisao, enviada.into()).await?.into())
}
