//! O que envolve todas as rotas: id do pedido, registro, cabeçalhos de segurança, pânico, tempo e tamanho.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath};
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use tower::ServiceBuilder;
use tower::util::option_layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::api::erro::{ErroApi, completar};
use crate::estado::Estado;
use crate::{idempotencia, limites, quem_pede};

/// Maior corpo JSON, em bytes.
pub(crate) const MAXIMO_DO_CORPO: usize = 1024 * 1024;

/// Maior consulta (`?…`), em bytes: cabe qualquer filtro, e nenhum texto que o banco se recuse a procurar.
const MAXIMO_DA_CONSULTA: usize = 8 * 1024;

/// Id do pedido; o que vem de fora é trocado pelo nosso.
pub(crate) const ID_DO_PEDIDO: HeaderName = HeaderName::from_static("x-request-id");

/// Nada do que a API responde se executa, se enquadra ou se guarda em cache; uma rota que precise de outra coisa diz por si.
const CABECALHOS: [(HeaderName, HeaderValue); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
];

/// O limite de tempo até começar a responder. Fica junto das rotas porque o upload tem outro.
pub(crate) fn tempo(maximo: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, maximo)
}

/// Envolve as rotas. De fora para dentro: id, registro, cabeçalhos, CORS, problema completo, pânico, tamanho, limite por endereço, quem pede (e o limite dele),
/// pedido repetido.
pub(crate) fn envolver(rotas: Router, estado: &Estado) -> Router {
    let registro =
        TraceLayer::new_for_http().make_span_with(trecho).on_request(()).on_response(responder).on_failure(());
    let camadas = ServiceBuilder::new()
        .map_response(com_cabecalhos)
        .map_request(sem_id_de_fora)
        .layer(SetSensitiveRequestHeadersLayer::new([header::AUTHORIZATION, header::COOKIE]))
        .layer(SetRequestIdLayer::new(ID_DO_PEDIDO, MakeRequestUuid))
        .layer(registro)
        .layer(PropagateRequestIdLayer::new(ID_DO_PEDIDO))
        .layer(option_layer(estado.opcoes.origens.camada()))
        .layer(from_fn(completar))
        .layer(from_fn(consulta_que_cabe))
        .layer(CatchPanicLayer::custom(panico))
        .layer(DefaultBodyLimit::max(MAXIMO_DO_CORPO))
        .layer(from_fn_with_state(estado.clone(), limites::por_endereco))
        .layer(from_fn_with_state(estado.clone(), quem_pede::reconhecer))
        .layer(from_fn_with_state(estado.clone(), idempotencia::uma_vez));
    rotas.layer(camadas)
}

fn com_cabecalhos<C>(mut resposta: Response<C>) -> Response<C> {
    for (nome, valor) in CABECALHOS {
        resposta.headers_mut().entry(nome).or_insert(valor);
    }
    if resposta.status() == StatusCode::PAYLOAD_TOO_LARGE {
        // O resto do corpo não se lê, e a conexão se fecha: quem a fosse aproveitar perderia o pedido seguinte.
        resposta.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    resposta
}

async fn consulta_que_cabe(pedido: Request<Body>, proximo: Next) -> Response<Body> {
    if pedido.uri().query().is_some_and(|consulta| consulta.len() > MAXIMO_DA_CONSULTA) {
        return ErroApi::do_status(StatusCode::URI_TOO_LONG).into_response();
    }
    proximo.run(pedido).await
}

fn sem_id_de_fora(mut pedido: Request<Body>) -> Request<Body> {
    pedido.headers_mut().remove(ID_DO_PEDIDO);
    pedido
}

/// O começo dos endereços cujo fim prova quem bate: o do webhook e o do link de decisão.
const COM_PROVA: [&str; 2] = [WEBHOOKS, "/decidir/"];
/// O começo dos endereços em que sistemas de fora batem.
pub(crate) const WEBHOOKS: &str = "/webhooks/";

/// Nem a consulta (`?…`) nem cabeçalhos entram: podem ter dado pessoal ou segredo.
fn trecho(pedido: &Request<Body>) -> Span {
    let id = pedido.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    let rota = pedido.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let com_prova = COM_PROVA.iter().any(|comeco| pedido.uri().path().starts_with(comeco));
    let caminho = if com_prova { rota } else { pedido.uri().path() };
    tracing::info_span!("pedido", pedido.id = id, metodo = %pedido.method(), rota, caminho)
}

fn responder(resposta: &Response<Body>, latencia: Duration, _trecho: &Span) {
    let latencia_ms = u64::try_from(latencia.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(status = resposta.status().as_u16(), latencia_ms, "respondido");
}

fn panico(motivo: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let texto = motivo.downcast_ref::<&str>().copied().or_else(|| motivo.downcast_ref::<String>().map(String::as_str));
    tracing::error!(motivo = texto.unwrap_or("desconhecido"), "pânico ao atender um pedido");
    ErroApi::interno().into_response()
}
