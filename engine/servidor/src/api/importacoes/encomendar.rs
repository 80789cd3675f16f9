//! Encomendar uma importação.

use axum::extract::State;
use esteira_aplicacao::{Aplicacao, importacoes};

use super::modelo::ImportacaoEncomendada;
use crate::api::clientes::{ImportacaoEnviada, Planilha};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;
use crate::resposta::Aceito;

/// Encomenda a importação de uma planilha de clientes, de até 200.000 linhas; sem `simular=false`, só diz o que faria. O que está errado na planilha inteira se
/// diz já; o que está numa linha, no relatório. Se o servidor cai, segue de onde estava; repetir a mesma planilha não muda nada.
#[utoipa::path(
    post,
    path = "/api/importacoes",
    operation_id = "encomendar_importacao",
    tag = "importacoes",
    security(("token" = [])),
    request_body(content = ImportacaoEnviada, content_type = "multipart/form-data"),
    responses(
        (status = 202, body = ImportacaoEncomendada, headers(("Location" = String, description = "Onde acompanhar"))),
        Problemas
    )
)]
pub(crate) async fn encomendar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    planilha: Planilha,
) -> Result<Aceito<ImportacaoEncomendada>, ErroApi> {
    let Planilha { nome, conteudo, simular } = planilha;
    let encomenda = importacoes::encomendar(&app, &quem, &nome, conteudo, simular).await?;
    let corpo = ImportacaoEncomendada::from(encomenda);
    Ok(Aceito { endereco: format!("/api/importacoes/{}", corpo.id), corpo })
}
