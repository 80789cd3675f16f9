//! A entrada: e-mail, CPF e senha na mesma página, e o código por SMS de quem tem celular.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;

use super::codigo::{Conferido, celular_coberto};
use super::estado::Estado;
use super::{FalhaVivo, paginas};
use crate::falhas::reconhece;

/// Campo ausente vale vazio, que nunca confere.
#[derive(Deserialize)]
pub(super) struct Credencial {
    #[serde(default)]
    login: String,
    #[serde(default)]
    cpf: String,
    #[serde(default)]
    senha: String,
}

#[derive(Deserialize)]
pub(super) struct Codigo {
    #[serde(default)]
    entrada: String,
    #[serde(default)]
    codigo: String,
}

pub(super) async fn pagina(State(estado): State<Arc<Estado>>) -> Html<String> {
    let demora = estado.falhas.tomar(&[], reconhece!(FalhaVivo::EtapaLenta, ms)).unwrap_or_default();
    let etapa_ms = u128::from(estado.dados().tempos.etapa_ms) + demora.as_millis();
    paginas::entrada(etapa_ms)
}

pub(super) async fn autenticar(
    State(estado): State<Arc<Estado>>,
    Form(Credencial { login, cpf, senha }): Form<Credencial>,
) -> Response {
    if let Err(erro) = estado.barreira(&login).await {
        return erro.into_response();
    }
    let recusada = estado.falhas.tomar(&[&login], reconhece!(FalhaVivo::CredencialInvalida)).is_some();
    let cliente = estado.cliente(&login).filter(|cliente| cliente.cpf == cpf && cliente.senha == senha);
    let Some(cliente) = cliente.filter(|_| !recusada) else {
        return recusar(StatusCode::UNAUTHORIZED, "E-mail, CPF ou senha inválidos.");
    };
    let Some(celular) = cliente.celular else { return deixar_entrar(&estado, &login) };
    let primeiro_vence = estado.falhas.tomar(&[&login], reconhece!(FalhaVivo::CodigoExpira)).is_some();
    let vencido = primeiro_vence || todo_vence(&estado, &login);
    let entrada = estado.codigos.abrir(&login, &celular, vencido);
    Json(json!({ "entrada": entrada, "celular": celular_coberto(&celular) })).into_response()
}

pub(super) async fn conferir(
    State(estado): State<Arc<Estado>>,
    Form(Codigo { entrada, codigo }): Form<Codigo>,
) -> Response {
    let login = estado.codigos.login(&entrada).unwrap_or_default();
    if let Err(erro) = estado.barreira(&login).await {
        return erro.into_response();
    }
    if estado.falhas.tomar(&[&login], reconhece!(FalhaVivo::CodigoRecusado)).is_some() {
        return codigo_invalido();
    }
    match estado.codigos.conferir(&entrada, codigo.trim()) {
        Conferido::Certo(login) => deixar_entrar(&estado, &login),
        Conferido::Errado => codigo_invalido(),
        Conferido::Vencido => recusar(StatusCode::GONE, "Código expirado. Peça outro."),
        Conferido::SemEntrada => sem_entrada(),
    }
}

pub(super) async fn reenviar(
    State(estado): State<Arc<Estado>>,
    Form(Codigo { entrada, .. }): Form<Codigo>,
) -> Response {
    let login = estado.codigos.login(&entrada).unwrap_or_default();
    let vencido = todo_vence(&estado, &login);
    if estado.codigos.reenviar(&entrada, vencido) { StatusCode::NO_CONTENT.into_response() } else { sem_entrada() }
}

fn deixar_entrar(estado: &Estado, login: &str) -> Response {
    ([(header::SET_COOKIE, estado.sessoes.abrir(login))], Json(json!({}))).into_response()
}

fn todo_vence(estado: &Estado, login: &str) -> bool {
    estado.falhas.tomar(&[login], reconhece!(FalhaVivo::TodoCodigoExpira)).is_some()
}

fn codigo_invalido() -> Response {
    recusar(StatusCode::UNAUTHORIZED, "Código inválido. Confira e digite de novo.")
}

fn sem_entrada() -> Response {
    recusar(StatusCode::NOT_FOUND, "Sua entrada venceu. Comece de novo.")
}

fn recusar(estado: StatusCode, mensagem: &str) -> Response {
    (estado, Json(json!({ "mensagem": mensagem }))).into_response()
}
