//! A camada da `Idempotency-Key`: vale em todo POST autenticado, sem que a rota saiba dela.
//!
//! Ficam de fora os sinais e o reenvio de um webhook, que têm a sua, gravada no mesmo commit que o sinal; e os formulários com arquivo, que o conteúdo já identifica (e cujo corpo muda a
//! cada envio, por causa do separador). Neles o cabeçalho não muda nada.
//!
//! O pedido com chave se atende até o fim, mesmo que quem pediu desligue: é para isso que a chave serve.
//!
//! Não deve conhecer: o que a rota faz.

use axum::RequestExt;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use esteira_aplicacao::idempotencia::{self, Pedido, Posse, Reserva, Resposta};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, Quem};
use tracing::Instrument;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, OpenApi, RefOr, Required, Type};

use crate::api::erro::ErroApi;
use crate::estado::Estado;
use crate::extracao::ChaveDeIdempotencia;
use crate::quem_pede::{Credencial, Reconhecido};

/// Diz que a resposta é a de antes.
pub(crate) const REPETIDA: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Têm a sua própria.
const PROPRIAS: [&str; 3] = ["/api/sinais", "/api/instancias/{id}/sinais", "/api/webhooks/recebidos/{id}/reenviar"];
/// Não pedem token: mesmo que venha um, o que respondem (os tokens da entrada, sobretudo) não se guarda.
const ABERTAS: [&str; 5] = [
    "/api/autenticacao/entrar",
    "/api/autenticacao/renovar",
    "/decidir/{token}",
    "/webhooks/{caminho}",
    "/webhooks/evolution/{caminho}",
];
/// A resposta traz um segredo que só se mostra uma vez: dela só se guarda que houve.
const COM_SEGREDO: [&str; 3] = ["/api/tokens", "/api/webhooks", "/api/webhooks/{id}/segredo"];
/// O que, além do corpo, diz o que se pede.
const DO_CONTEUDO: [HeaderName; 2] = [header::CONTENT_TYPE, header::IF_MATCH];
/// O que se repete com a resposta; o resto põem as camadas de fora.
const DA_RESPOSTA: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];
/// Segundos até perguntar de novo por um pedido em curso.
const ESPERA_S: u16 = 1;

/// A camada.
pub(crate) async fn uma_vez(State(estado): State<Estado>, pedido: Request, proximo: Next) -> Response {
    match tentar(estado, pedido, proximo).await {
        Ok(resposta) => resposta,
        Err(erro) => erro.into_response(),
    }
}

async fn tentar(estado: Estado, mut pedido: Request, proximo: Next) -> Result<Response, ErroApi> {
    let Some((quem, credencial)) = a_quem_vale(&pedido) else { return Ok(proximo.run(pedido).await) };
    let ChaveDeIdempotencia(Some(chave)) = pedido.extract_parts().await? else { return Ok(proximo.run(pedido).await) };
    let (partes, corpo) = pedido.into_parts();
    // O tempo das rotas só conta delas para dentro.
    let lendo = Request::from_parts(partes.clone(), corpo).extract::<Bytes, _>();
    let corpo = tokio::time::timeout(estado.opcoes.tempo_maximo, lendo).await;
    let corpo = corpo.map_err(|_| ErroApi::do_status(StatusCode::REQUEST_TIMEOUT))??;
    let rota = [partes.method.as_str(), partes.uri.path()];
    let [tipo, revisao] = DO_CONTEUDO.map(|nome| valor(&partes.headers, &nome));
    let consulta = partes.uri.query().unwrap_or_default().as_bytes();
    let segredo = &estado.app.configuracao.chave_jwt;
    let identidade = Pedido::novo(segredo, &credencial.0, rota, &chave, &[tipo, revisao, consulta, &corpo]);
    let pedido = Request::from_parts(partes, Body::from(corpo));
    // Quem pediu pode desligar a qualquer momento: daqui em diante, o que se começa se acaba.
    let atendendo = reservar_e_atender(estado.app, quem, identidade, pedido, proximo).in_current_span();
    tokio::spawn(atendendo).await.map_err(|_| ErroApi::interno())?
}

async fn reservar_e_atender(
    app: Aplicacao,
    quem: Quem,
    identidade: Pedido,
    pedido: Request,
    proximo: Next,
) -> Result<Response, ErroApi> {
    match idempotencia::reservar(&app, quem.inquilino, &identidade).await? {
        Reserva::Atender(posse) => Ok(atender(app, posse, pedido, proximo).await),
        Reserva::Atendido(resposta) => repetir(resposta),
        Reserva::EmCurso => Ok(em_curso()),
        Reserva::OutroPedido => {
            let detalhe = "esta Idempotency-Key já serviu a outro pedido nesta rota; sorteie outra para este";
            Err(ErroApi::novo(StatusCode::UNPROCESSABLE_ENTITY, "chave_de_outro_pedido", detalhe))
        }
    }
}

fn a_quem_vale(pedido: &Request) -> Option<(Quem, Credencial)> {
    let rota = rota(pedido);
    let tipo = valor(pedido.headers(), &header::CONTENT_TYPE);
    let de_fora = PROPRIAS.contains(&rota) || ABERTAS.contains(&rota) || tipo.starts_with(b"multipart/");
    if pedido.method() != Method::POST || de_fora {
        return None;
    }
    let Reconhecido(Ok(quem)) = pedido.extensions().get()? else { return None };
    Some((quem.clone(), *pedido.extensions().get()?))
}

fn rota(pedido: &Request) -> &str {
    pedido.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str)
}

fn valor<'a>(cabecalhos: &'a HeaderMap, nome: &HeaderName) -> &'a [u8] {
    cabecalhos.get(nome).map_or(b"", HeaderValue::as_bytes)
}

/// Atende e diz à chave como acabou. O que estoura no meio também a larga.
async fn atender(app: Aplicacao, posse: Posse, pedido: Request, proximo: Next) -> Response {
    let com_segredo = COM_SEGREDO.contains(&rota(&pedido));
    let (resposta, anotado) = match tokio::spawn(proximo.run(pedido).in_current_span()).await {
        Ok(resposta) if resposta.status().is_success() => guardar(&app, posse, resposta, com_segredo).await,
        Ok(resposta) => (resposta, idempotencia::largar(&app, posse).await),
        Err(erro) => {
            tracing::error!(%erro, "pânico ao atender um pedido");
            (ErroApi::interno().into_response(), idempotencia::largar(&app, posse).await)
        }
    };
    if let Err(erro) = anotado {
        tracing::warn!(%erro, "o fim de um pedido com Idempotency-Key não se anotou; a chave fica em curso até vencer");
    }
    resposta
}

async fn guardar(
    app: &Aplicacao,
    posse: Posse,
    resposta: Response,
    com_segredo: bool,
) -> (Response, Result<(), ErroAplicacao>) {
    let (partes, corpo) = resposta.into_parts();
    let corpo = match to_bytes(corpo, usize::MAX).await {
        Ok(corpo) => corpo,
        Err(erro) => return (ErroApi::interno().into_response(), Err(ErroAplicacao::interno(erro))),
    };
    let da_resposta = DA_RESPOSTA.iter().filter_map(|nome| {
        let valor = partes.headers.get(nome)?.to_str().ok()?;
        Some((nome.as_str().to_owned(), valor.to_owned()))
    });
    let guardada = Resposta {
        status: partes.status.as_u16(),
        cabecalhos: da_resposta.collect(),
        corpo: (!com_segredo).then(|| corpo.to_vec()),
    };
    let anotado = idempotencia::concluir(app, posse, guardada).await;
    (Response::from_parts(partes, Body::from(corpo)), anotado)
}

/// A mesma resposta, ou a notícia de que houve uma que não se mostra de novo.
fn repetir(guardada: Resposta) -> Result<Response, ErroApi> {
    let Some(corpo) = guardada.corpo else {
        let detalhe = "este pedido já se fez, e a resposta dele não se guarda: traz um segredo que só se mostra uma vez, ou é grande demais; \
                       leia o que ele fez na lista do recurso e, se perdeu o segredo, troque-o";
        return Err(ErroApi::novo(StatusCode::CONFLICT, "resposta_nao_se_repete", detalhe));
    };
    let mut resposta = Body::from(corpo).into_response();
    *resposta.status_mut() = StatusCode::from_u16(guardada.status).map_err(|_| ErroApi::interno())?;
    for (nome, valor) in &guardada.cabecalhos {
        if let (Ok(nome), Ok(valor)) = (nome.parse::<HeaderName>(), valor.parse::<HeaderValue>()) {
            resposta.headers_mut().insert(nome, valor);
        }
    }
    resposta.headers_mut().insert(REPETIDA, HeaderValue::from_static("true"));
    Ok(resposta)
}

fn em_curso() -> Response {
    let detalhe = "o mesmo pedido ainda se atende; espere e repita para ver a resposta";
    let mut resposta = ErroApi::novo(StatusCode::CONFLICT, "pedido_em_curso", detalhe).into_response();
    resposta.headers_mut().insert(header::RETRY_AFTER, ESPERA_S.into());
    resposta
}

/// Diz, na descrição, quais pedidos aceitam a chave.
pub(crate) fn descrever(descricao: &mut OpenApi) {
    for (caminho, item) in &mut descricao.paths.paths {
        let Some(operacao) = item.post.as_mut().filter(|operacao| aceita(caminho, operacao)) else { continue };
        let como = if COM_SEGREDO.contains(&caminho.as_str()) {
            "O mesmo texto outra vez, por 24 h, não cria outro; o segredo não se mostra de novo (409)"
        } else {
            "O mesmo texto outra vez, por 24 h, é o mesmo pedido: a resposta é a de antes, com `Idempotency-Replayed`"
        };
        let texto = ObjectBuilder::new().schema_type(Type::String).max_length(Some(idempotencia::MAXIMO_DA_CHAVE));
        let parametro = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(como))
            .schema(Some(texto));
        operacao.parameters.get_or_insert_default().push(RefOr::T(parametro.build()));
    }
}

fn aceita(caminho: &str, operacao: &Operation) -> bool {
    let formulario = match &operacao.request_body {
        Some(RefOr::T(corpo)) => corpo.content.contains_key("multipart/form-data"),
        _ => false,
    };
    operacao.security.is_some() && !PROPRIAS.contains(&caminho) && !formulario
}
