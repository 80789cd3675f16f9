//! O PDF de que o link fala.

use axum::extract::State;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::tarefas::link;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::arquivo::{Arquivo, Binario};
use crate::extracao::{Caminho, DeOnde};

/// O PDF da fatura que o dono do link decide.
#[utoipa::path(
    get,
    path = "/decidir/{token}/fatura",
    operation_id = "fatura_do_link_de_decisao",
    tag = "aprovacoes",
    params(("token" = String, Path, description = "O fim do link que veio na mensagem")),
    responses((status = 200, description = "O PDF", content_type = "application/pdf", body = inline(Binario)), Problemas)
)]
pub(crate) async fn fatura(
    State(app): State<Aplicacao>,
    Caminho(token): Caminho<String>,
    DeOnde(origem): DeOnde,
) -> Result<Arquivo, ErroApi> {
    let fatura = link::fatura(&app, &token, origem).await?;
    Ok(Arquivo { nome: fatura.nome, tipo: "application/pdf".to_owned(), conteudo: fatura.conteudo })
}
