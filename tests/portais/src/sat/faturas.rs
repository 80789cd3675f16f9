//! A lista de faturas de um cliente e a página de bastidor com tudo o que chegou.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::estado::Estado;
use super::paginas;
use super::recebidas::relatar;
use crate::sessao::Logado;

#[derive(Deserialize)]
pub(super) struct DoCliente {
    #[serde(default)]
    pub(super) cliente: String,
    /// Presente ao voltar de um cadastro: mostra a mensagem de sucesso.
    #[serde(default)]
    pub(super) cadastrada: Option<String>,
}

pub(super) async fn lista(
    State(estado): State<Arc<Estado>>,
    Logado(_): Logado,
    Query(pedido): Query<DoCliente>,
) -> Response {
    let Some(cliente) = estado.cliente(&pedido.cliente) else {
        return cliente_inexistente();
    };
    let mut faturas = estado.recebidas.todas();
    faturas.retain(|fatura| fatura.cliente_id == cliente.id);
    paginas::faturas(&cliente, &faturas, pedido.cadastrada.is_some()).into_response()
}

pub(super) async fn excel(Logado(_): Logado) -> Html<String> {
    paginas::recado("Adicionar por Excel", "Esta importação não existe no SAT simulado.")
}

/// O arquivo de uma fatura, para quem está logado.
pub(super) async fn arquivo(
    State(estado): State<Arc<Estado>>,
    Logado(_): Logado,
    Path(numero): Path<String>,
) -> Response {
    entregar(&estado, &numero)
}

/// O mesmo arquivo, sem login, para quem confere pelo bastidor.
pub(super) async fn arquivo_do_bastidor(State(estado): State<Arc<Estado>>, Path(numero): Path<String>) -> Response {
    entregar(&estado, &numero)
}

pub(super) async fn bastidor(State(estado): State<Arc<Estado>>) -> Html<String> {
    paginas::bastidor(&estado.recebidas.todas())
}

pub(super) async fn bastidor_json(State(estado): State<Arc<Estado>>) -> Response {
    Json(relatar(&estado.recebidas.todas())).into_response()
}

fn entregar(estado: &Estado, numero: &str) -> Response {
    match estado.recebidas.todas().into_iter().find(|fatura| fatura.numero == numero) {
        Some(fatura) => ([(header::CONTENT_TYPE, "application/pdf")], fatura.bytes).into_response(),
        None => (StatusCode::NOT_FOUND, paginas::recado("Fatura inexistente", "Confira o número.")).into_response(),
    }
}

pub(super) fn cliente_inexistente() -> Response {
    (StatusCode::NOT_FOUND, paginas::recado("Cliente inexistente", "Volte à lista de clientes.")).into_response()
}
