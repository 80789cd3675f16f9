//! O corpo JSON.

use axum::body::{Bytes, HttpBody};
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::traducao::{traduzir, traduzir_sintaxe};
use crate::api::erro::ErroApi;

/// Um corpo JSON já no tipo da rota.
#[derive(Default)]
pub(crate) struct Corpo<T>(pub T);

impl<T: DeserializeOwned, E: Send + Sync> FromRequest<E> for Corpo<T> {
    type Rejection = ErroApi;

    async fn from_request(pedido: Request, estado: &E) -> Result<Self, ErroApi> {
        if !e_json(pedido.headers()) {
            let detalhe = "mande o corpo em JSON, com o cabeçalho Content-Type: application/json";
            return Err(ErroApi::novo(StatusCode::UNSUPPORTED_MEDIA_TYPE, "tipo_nao_aceito", detalhe));
        }
        let bytes = Bytes::from_request(pedido, estado).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|erro| recusado(&erro))
    }
}

/// Há rotas em que o corpo só acrescenta. Um que veio sem `Content-Type` não se ignora: recusa-se.
impl<T: DeserializeOwned, E: Send + Sync> OptionalFromRequest<E> for Corpo<T> {
    type Rejection = ErroApi;

    async fn from_request(pedido: Request, estado: &E) -> Result<Option<Self>, ErroApi> {
        if pedido.body().is_end_stream() {
            return Ok(None);
        }
        <Self as FromRequest<E>>::from_request(pedido, estado).await.map(Some)
    }
}

fn e_json(cabecalhos: &HeaderMap) -> bool {
    let tipo = cabecalhos.get(header::CONTENT_TYPE).and_then(|valor| valor.to_str().ok()).unwrap_or_default();
    let tipo = tipo.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    tipo == "application/json" || (tipo.starts_with("application/") && tipo.ends_with("+json"))
}

fn recusado(erro: &serde_json::Error) -> ErroApi {
    let onde = format!("linha {}, coluna {}", erro.line(), erro.column());
    let texto = erro.to_string();
    let sem_lugar = texto.rsplit_once(" at line ").map_or(texto.as_str(), |(inicio, _)| inicio);
    match erro.classify() {
        Category::Data => {
            let traduzido = traduzir(sem_lugar);
            match traduzido.campo {
                Some(campo) => ErroApi::campo(campo, traduzido.codigo, format!("{} ({onde})", traduzido.mensagem)),
                None => ErroApi::novo(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "corpo_invalido",
                    format!("{onde}: {}", traduzido.mensagem),
                ),
            }
        }
        Category::Syntax | Category::Eof | Category::Io => ErroApi::novo(
            StatusCode::BAD_REQUEST,
            "json_malformado",
            format!("o corpo não é JSON válido; {onde}: {}", traduzir_sintaxe(sem_lugar)),
        ),
    }
}

/// Um pedaço do corpo que só se sabe ler depois de ler o resto.
pub(crate) fn ler_json<T: DeserializeOwned>(raiz: &str, valor: serde_json::Value) -> Result<T, ErroApi> {
    serde_json::from_value(valor).map_err(|erro| {
        let traduzido = traduzir(&erro.to_string());
        let campo = traduzido.campo.map_or_else(|| raiz.to_owned(), |campo| format!("{raiz}.{campo}"));
        ErroApi::campo(campo, traduzido.codigo, traduzido.mensagem)
    })
}
