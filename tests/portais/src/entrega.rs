//! Entregar um PDF por HTTP, e as maneiras de o entregar errado. Não conhece portal algum.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};

/// O PDF inteiro.
pub(crate) fn inteiro(nome: &str, pdf: Bytes) -> Response {
    entregar(nome, pdf.len(), Body::from(pdf))
}

/// Cortado, mas coerente: anuncia o tamanho que manda.
pub(crate) fn truncado(nome: &str, pdf: &Bytes) -> Response {
    inteiro(nome, pdf.slice(..pdf.len() / 2))
}

/// Metade dos bytes e então um erro: o servidor derruba a conexão antes de cumprir o `Content-Length`.
pub(crate) fn pela_metade(nome: &str, pdf: &Bytes) -> Response {
    let metade = pdf.slice(..pdf.len() / 2);
    let queda = async {
        // Ceder a vez faz o servidor escoar a metade antes de ver o erro; sem isso ela nem sairia.
        tokio::task::yield_now().await;
        Err(io::Error::other("conexão cortada de propósito"))
    };
    entregar(nome, pdf.len(), Body::from_stream(stream::once(async { Ok(metade) }).chain(stream::once(queda))))
}

fn entregar(nome: &str, tamanho: usize, corpo: Body) -> Response {
    let cabecalhos = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_LENGTH, tamanho.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{nome}\"")),
    ];
    (cabecalhos, corpo).into_response()
}
