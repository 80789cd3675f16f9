//! Decidir pela página do link.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::autenticacao::Origem;
use esteira_aplicacao::tarefas::link;
use utoipa::ToSchema;

use super::campos::{da_decisao, preenchidos};
use super::pagina::{PaginaRecusada, decidida, formulario};
use crate::api::erro::ErroApi;
use crate::api::problema::Paginas;
use crate::extracao::{Caminho, DeOnde};

/// A decisão, e os campos que ela pede.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve: os outros campos são os que a decisão pede, com `dados.` antes")]
pub(crate) struct DecisaoPeloLink {
    #[schema(example = "rejeitar")]
    decisao: String,
    #[schema(rename = "dados.motivo", example = "valor diferente do contrato")]
    motivo: Option<String>,
}

/// Decide como o dono do link. Recusada, a página volta com o que falta, e o link ainda serve.
#[utoipa::path(
    post,
    path = "/decidir/{token}",
    operation_id = "decidir_pelo_link",
    tag = "aprovacoes",
    params(("token" = String, Path, description = "O fim do link que veio na mensagem")),
    request_body(content = DecisaoPeloLink, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A página, com a decisão tomada", content_type = "text/html", body = String), Paginas)
)]
pub(crate) async fn decidir(
    State(app): State<Aplicacao>,
    Caminho(token): Caminho<String>,
    DeOnde(origem): DeOnde,
    campos: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PaginaRecusada> {
    let Form(campos) = campos.map_err(|_| {
        let detalhe = "mande o formulário da página (application/x-www-form-urlencoded)";
        ErroApi::novo(StatusCode::UNSUPPORTED_MEDIA_TYPE, "tipo_nao_aceito", detalhe)
    })?;
    match tomar(&app, &token, origem.clone(), &campos).await {
        Ok(()) => Ok(decidida(&link::abrir(&app, &token, origem).await?)?.into_response()),
        Err(erro) => recusada(&app, &token, origem, erro).await,
    }
}

async fn tomar(app: &Aplicacao, token: &str, origem: Origem, campos: &[(String, String)]) -> Result<(), ErroApi> {
    let aberto = link::abrir(app, token, origem.clone()).await?;
    let pedida = campos.iter().find(|(nome, _)| nome == "decisao").map(|(_, valor)| valor.as_str());
    let pedida = pedida.ok_or_else(|| ErroApi::campo("decisao", "obrigatorio", "escolha o que decidir"))?;
    let decisao = aberto.vista.decisoes.iter().find(|decisao| decisao.nome == pedida);
    let dados = match decisao {
        Some(decisao) => preenchidos(&da_decisao(aberto.vista.tarefa.formulario.as_deref(), decisao), campos)?,
        // Quem recusa a que não existe, ou a tarefa que já fechou, é o motor.
        None => serde_json::Value::Null,
    };
    link::decidir(app, token, origem, pedida, dados).await?;
    Ok(())
}

/// O link que não vale tem página própria; a tarefa que fechou nesse meio-tempo mostra quem decidiu.
async fn recusada(app: &Aplicacao, token: &str, origem: Origem, erro: ErroApi) -> Result<Response, PaginaRecusada> {
    let aberto = link::abrir(app, token, origem).await?;
    let problema = erro.em_problema();
    let status = StatusCode::from_u16(problema.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let pagina = if aberto.decide() { formulario(&aberto, token, Some(&problema))? } else { decidida(&aberto)? };
    Ok((status, pagina).into_response())
}
