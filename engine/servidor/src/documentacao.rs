//! A descrição OpenAPI e a página que a mostra, sem nada de fora.

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::RefOr;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_swagger_ui::SwaggerUi;

/// Onde fica a página.
pub(crate) const PAGINA: &str = "/api/documentacao";
/// Onde fica a descrição.
const DESCRICAO: &str = "/api/openapi.json";

/// A página precisa dos próprios scripts e estilos, e de ler a descrição; nada mais.
const POLITICA_DA_PAGINA: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// O que a descrição diz antes das rotas.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Esteira",
        description = "Faturas de telecom: baixar, aprovar, enviar ao SAT, notificar.\n\n\
            Entre em `POST /api/autenticacao/entrar` e mande o token em `Authorization: Bearer …`. \
            Todo erro é `application/problem+json` (RFC 9457) com um `codigo` estável. \
            Listas: `{ \"itens\": […], \"proximo\": … }`; passe `proximo` em `depois_de` para ver mais. \
            Edições de operadoras, clientes e agendamentos exigem `If-Match` com o `ETag` lido. \
            Um `POST` com `Idempotency-Key` pode repetir-se por 24 h sem se fazer duas vezes. \
            Os pedidos por minuto são limitados: as respostas dizem quanto cabe em `RateLimit-Limit`, `-Remaining` e `-Reset`, e o 429, em `Retry-After`, \
            quando repetir.",
    ),
    modifiers(&Token),
)]
pub(crate) struct Base;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let componentes = openapi.components.get_or_insert_default();
        componentes.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

/// O OpenAPI exige que toda resposta tenha descrição: a que não diz nada de seu leva a do seu status.
pub(crate) fn completar(mut descricao: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let operacoes = descricao.paths.paths.values_mut().flat_map(|caminho| {
        [&mut caminho.get, &mut caminho.put, &mut caminho.post, &mut caminho.delete, &mut caminho.patch]
            .into_iter()
            .flatten()
    });
    for (status, resposta) in operacoes.flat_map(|operacao| operacao.responses.responses.iter_mut()) {
        if let RefOr::T(resposta) = resposta
            && resposta.description.is_empty()
        {
            resposta.description = em_palavras(status).to_owned();
        }
    }
    descricao
}

fn em_palavras(status: &str) -> &'static str {
    match status {
        "200" => "Feito",
        "201" => "Criado; o endereço vai em `Location`",
        "202" => "Aceito; acaba depois",
        "204" => "Feito, sem corpo",
        _ => "Recusado",
    }
}

/// A descrição em `/api/openapi.json` e a página em `/api/documentacao`.
pub(crate) fn rotas(descricao: utoipa::openapi::OpenApi) -> Router {
    let pagina: Router = SwaggerUi::new(PAGINA).url(DESCRICAO, descricao).into();
    pagina.layer(SetResponseHeaderLayer::overriding(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLITICA_DA_PAGINA),
    ))
}
