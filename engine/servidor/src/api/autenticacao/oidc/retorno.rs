//! Voltar do provedor.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::autenticacao::oidc::{self, Retorno};
use esteira_base::Segredo;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::modelo::Tokens;
use super::{BISCOITO, LUGAR};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Consulta, DeOnde};

/// O que o provedor acrescenta além disto não se usa.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DoProvedor {
    state: String,
    /// Falta se o provedor não deixou entrar.
    code: Option<String>,
    iss: Option<String>,
}

/// Troca o que o provedor mandou pelos nossos tokens. Entra quem já é usuário, pelo e-mail que o provedor conferiu; cada ida serve uma volta, no mesmo navegador.
#[utoipa::path(
    get,
    path = "/api/autenticacao/oidc/retorno",
    operation_id = "retornar_do_oidc",
    tag = "autenticacao",
    params(DoProvedor),
    responses((status = 200, body = Tokens), Problemas)
)]
pub(crate) async fn retornar(
    State(app): State<Aplicacao>,
    DeOnde(origem): DeOnde,
    Consulta(recebido): Consulta<DoProvedor>,
    cabecalhos: HeaderMap,
) -> Result<impl IntoResponse, ErroApi> {
    let retorno = Retorno {
        estado: recebido.state,
        codigo: recebido.code.map(Segredo::novo),
        emissor: recebido.iss,
        navegador: biscoito(&cabecalhos).map(Segredo::novo),
    };
    let tokens: Tokens = oidc::concluir(&app, retorno, origem).await?.into();
    let esquecer = format!("{BISCOITO}=; Path={LUGAR}; Max-Age=0; HttpOnly; SameSite=Lax");
    Ok(([(header::SET_COOKIE, esquecer)], Json(tokens)))
}

fn biscoito(cabecalhos: &HeaderMap) -> Option<&str> {
    let todos = cabecalhos.get_all(header::COOKIE).iter().filter_map(|valor| valor.to_str().ok());
    let mut pares = todos.flat_map(|texto| texto.split(';')).filter_map(|par| par.trim().split_once('='));
    pares.find(|(nome, _)| *nome == BISCOITO).map(|(_, valor)| valor)
}
