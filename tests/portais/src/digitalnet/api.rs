//! A API de que a página vive: noutra origem, com o token da sessão no cabeçalho e em cookie nenhum.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::json;
use tower_http::cors::CorsLayer;

use super::FalhaDigitalnet;
use super::documentos;
use super::estado::Estado;
use crate::dados::formato::{data_br, reais};
use crate::falhas::reconhece;

/// De quem é o token do pedido.
#[derive(Clone)]
pub(super) struct Dono(pub(super) String);

#[derive(Deserialize)]
struct Credencial {
    login: String,
    senha: String,
}

#[derive(Deserialize)]
struct DoContrato {
    /// Ausente: o primeiro.
    contrato: Option<usize>,
}

pub(super) fn rotas(estado: &Arc<Estado>) -> Router {
    let com_token = Router::new()
        .route("/contracts", get(contratos))
        .route("/invoices", get(faturas))
        .route("/invoices/{codigo}", get(pagamento))
        .route("/invoices/{codigo}/pdf", get(documentos::fatura))
        .route("/invoices/fiscal-documents/{codigo}", get(documentos::fiscal))
        .layer(middleware::from_fn_with_state(estado.clone(), exigir_token));
    Router::new()
        .route("/auth", post(autenticar))
        .merge(com_token)
        .with_state(estado.clone())
        .layer(CorsLayer::permissive())
}

async fn exigir_token(State(estado): State<Arc<Estado>>, mut pedido: Request, seguinte: Next) -> Response {
    let Some(login) = estado.login(pedido.headers()) else { return nao_autorizado() };
    estado.demorar(&login).await;
    if estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::Erro500)).is_some() {
        return (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "mensagem": "Erro interno" }))).into_response();
    }
    pedido.extensions_mut().insert(Dono(login));
    seguinte.run(pedido).await
}

pub(super) fn nao_autorizado() -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({ "mensagem": "Token ausente ou vencido" }))).into_response()
}

async fn autenticar(State(estado): State<Arc<Estado>>, corpo: Bytes) -> Response {
    let Ok(Credencial { login, senha }) = serde_json::from_slice(&corpo) else {
        let erro = json!({ "mensagem": "Mande {\"login\": …, \"senha\": …} em JSON." });
        return (StatusCode::BAD_REQUEST, Json(erro)).into_response();
    };
    estado.demorar(&login).await;
    let confere = estado.cliente(&login).is_some_and(|cliente| cliente.senha == senha);
    let recusada = estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::CredencialInvalida)).is_some();
    if !confere || recusada {
        let erro = json!({ "mensagem": "CPF/CNPJ ou senha inválidos" });
        return (StatusCode::UNAUTHORIZED, Json(erro)).into_response();
    }
    Json(json!({ "token": estado.emitir_token(&login) })).into_response()
}

async fn contratos(State(estado): State<Arc<Estado>>, Extension(Dono(login)): Extension<Dono>) -> Response {
    if let Some(demora) = estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::SeletorLento, ms)) {
        tokio::time::sleep(demora).await;
    }
    let contratos = estado.cliente(&login).map(|cliente| cliente.contratos).unwrap_or_default();
    Json(contratos.into_iter().map(|contrato| contrato.rotulo).collect::<Vec<_>>()).into_response()
}

async fn faturas(
    State(estado): State<Arc<Estado>>,
    Extension(Dono(login)): Extension<Dono>,
    Query(DoContrato { contrato }): Query<DoContrato>,
) -> Response {
    if contrato.is_some()
        && let Some(demora) = estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::ContratoLento, ms))
    {
        tokio::time::sleep(demora).await;
    }
    let contratos = estado.cliente(&login).map(|cliente| cliente.contratos).unwrap_or_default();
    let mut faturas = contratos.into_iter().nth(contrato.unwrap_or(0)).map(|c| c.faturas).unwrap_or_default();
    if estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::SemPendencias)).is_some() {
        faturas.clear();
    }
    Json(faturas.into_iter().map(|fatura| fatura.codigo).collect::<Vec<_>>()).into_response()
}

async fn pagamento(
    State(estado): State<Arc<Estado>>,
    Extension(Dono(login)): Extension<Dono>,
    Path(codigo): Path<String>,
) -> Response {
    if estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::SessaoExpira)).is_some() {
        return nao_autorizado();
    }
    if let Some(demora) = estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::PagamentoLento, ms)) {
        tokio::time::sleep(demora).await;
    }
    let Some((_, _, fatura)) = estado.fatura(&login, &codigo) else { return StatusCode::NOT_FOUND.into_response() };
    let atraso = estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::TituloAtrasado, ms)).unwrap_or_default();
    let titulo_ms = u128::from(estado.dados().tempos.titulo_ms) + atraso.as_millis();
    Json(json!({
        "vencimento": data_br(fatura.vencimento),
        "valor": format!("R$ {}", reais(fatura.valor_centavos)),
        "titulo_ms": u64::try_from(titulo_ms).unwrap_or(u64::MAX),
    }))
    .into_response()
}
