//! O corpo de todo erro: RFC 9457, com o código estável da Esteira.

use std::borrow::Cow;

use axum::http::StatusCode;
use esteira_motor::definicao::Diagnostico;
use serde::Serialize;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::{Content, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Type};
use utoipa::{IntoResponses, ToSchema};
use uuid::Uuid;

/// Tipo MIME de todo erro.
pub(crate) const TIPO_MIME: &str = "application/problem+json";

/// Um problema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:esteira:problema:campos_invalidos",
    "title": "Campos inválidos",
    "status": 422,
    "detail": "corrija os campos indicados em `erros`",
    "codigo": "campos_invalidos",
    "erros": [{ "campo": "codigo", "codigo": "obrigatorio", "mensagem": "preencha este campo" }],
    "instance": "/api/operadoras"
}))]
pub(crate) struct Problema {
    /// `urn:esteira:problema:<codigo>`.
    #[serde(rename = "type")]
    pub tipo: String,
    /// O mesmo para todo problema deste status.
    #[serde(rename = "title")]
    pub titulo: &'static str,
    pub status: u16,
    /// O que houve neste pedido, e o que fazer.
    #[serde(rename = "detail")]
    pub detalhe: String,
    /// Estável: é por ele que um programa decide.
    pub codigo: &'static str,
    /// Um por campo com problema.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erros: Vec<ErroNoCampo>,
    /// Só ao publicar um fluxo: cada problema do texto, no seu lugar.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub diagnosticos: Vec<Diagnostico>,
    /// Só em `instancia_viva`: a que já vive com a mesma chave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instancia_viva: Option<Uuid>,
    /// Caminho pedido.
    #[serde(rename = "instance", skip_serializing_if = "Option::is_none")]
    pub instancia: Option<String>,
}

/// Um campo com problema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ErroNoCampo {
    pub campo: Cow<'static, str>,
    /// Estável: `obrigatorio`, `invalido`, `longo_demais`, …
    pub codigo: &'static str,
    /// Para a pessoa: o que fazer.
    pub mensagem: String,
}

impl Problema {
    pub(crate) fn novo(status: StatusCode, codigo: &'static str, detalhe: impl Into<String>) -> Self {
        Self {
            tipo: format!("urn:esteira:problema:{codigo}"),
            titulo: titulo(status),
            status: status.as_u16(),
            detalhe: detalhe.into(),
            codigo,
            erros: Vec::new(),
            diagnosticos: Vec::new(),
            instancia_viva: None,
            instancia: None,
        }
    }
}

fn titulo(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "Pedido malformado",
        StatusCode::UNAUTHORIZED => "Não autenticado",
        StatusCode::FORBIDDEN => "Sem permissão",
        StatusCode::NOT_FOUND => "Não encontrado",
        StatusCode::METHOD_NOT_ALLOWED => "Método não aceito",
        StatusCode::CONFLICT => "Conflito",
        StatusCode::PRECONDITION_FAILED => "Revisão velha",
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG => "Grande demais",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Tipo de conteúdo não aceito",
        StatusCode::UNPROCESSABLE_ENTITY => "Campos inválidos",
        StatusCode::PRECONDITION_REQUIRED => "Falta a revisão",
        StatusCode::TOO_MANY_REQUESTS => "Pedidos demais",
        StatusCode::SERVICE_UNAVAILABLE => "Indisponível no momento",
        status if status.is_client_error() => "Pedido recusado",
        _ => "Erro interno",
    }
}

/// Para a descrição OpenAPI: toda rota pode responder com um problema, e recusar quem pede demais.
pub(crate) struct Problemas;

impl IntoResponses for Problemas {
    fn responses() -> std::collections::BTreeMap<String, RefOr<Response>> {
        let problema = |descricao: &str| {
            let conteudo = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problema"))));
            ResponseBuilder::new().description(descricao).content(TIPO_MIME, conteudo)
        };
        let espera = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Integer)))
            .description(Some("Segundos a esperar antes de repetir."))
            .build();
        let demais = problema("Pedidos demais por minuto (`pedidos_demais`).").header("Retry-After", espera).build();
        let outros = problema("Problema (RFC 9457); `codigo` diz qual.").build();
        [("429".to_owned(), RefOr::T(demais)), ("default".to_owned(), RefOr::T(outros))].into()
    }
}

/// O mesmo, nas rotas que se abrem num navegador: a recusa delas é uma página; a das camadas de fora, um problema.
pub(crate) struct Paginas;

impl IntoResponses for Paginas {
    fn responses() -> std::collections::BTreeMap<String, RefOr<Response>> {
        let mut respostas = Problemas::responses();
        if let Some(RefOr::T(outros)) = respostas.get_mut("default") {
            let pagina = Content::new(Some(ObjectBuilder::new().schema_type(Type::String)));
            outros.content.insert("text/html".to_owned(), RefOr::T(pagina));
        }
        respostas
    }
}
