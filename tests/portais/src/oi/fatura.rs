//! O PDF da fatura, e as maneiras de ele vir errado.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};

use super::acesso::Acao;
use super::estado::{Achada, Estado};
use super::{FalhaOi, paginas};
use crate::pdf::{DadosDaFatura, fatura_pdf};

pub(super) async fn baixar(
    State(estado): State<Arc<Estado>>,
    cabecalhos: HeaderMap,
    Path(codigo): Path<String>,
) -> Response {
    let Some(login) = estado.sessoes.login(&cabecalhos) else {
        estado.anotar(Acao::Download, "", Some(&codigo), "sem_sessao");
        return sessao_expirada();
    };
    let Some(achada) = estado.fatura_de(&login, &codigo) else {
        estado.anotar(Acao::Download, &login, Some(&codigo), "nao_encontrada");
        return (StatusCode::NOT_FOUND, paginas::aviso("Conta não encontrada", "Confira o endereço.")).into_response();
    };
    let pdf = pdf(achada);
    let (resultado, resposta) = match estado.falhas.tomar(&[&login], defeito) {
        Some(Defeito::SessaoCai) => {
            estado.sessoes.fechar(&cabecalhos);
            ("sessao_expira", sessao_expirada())
        }
        Some(Defeito::Html) => {
            let corpo =
                paginas::aviso("Conta em preparo", "Sua conta está sendo gerada. Tente novamente em instantes.");
            ("html_no_lugar_do_pdf", corpo.into_response())
        }
        Some(Defeito::Truncado) => {
            ("pdf_truncado", entregar(&codigo, pdf.len() / 2, Body::from(pdf.slice(..pdf.len() / 2))))
        }
        Some(Defeito::PelaMetade) => ("download_pela_metade", entregar(&codigo, pdf.len(), cortado(&pdf))),
        None => ("ok", entregar(&codigo, pdf.len(), Body::from(pdf))),
    };
    estado.anotar(Acao::Download, &login, Some(&codigo), resultado);
    resposta
}

#[derive(Clone, Copy)]
enum Defeito {
    SessaoCai,
    Html,
    Truncado,
    PelaMetade,
}

fn defeito(falha: &FalhaOi) -> Option<Defeito> {
    match falha {
        FalhaOi::SessaoExpira => Some(Defeito::SessaoCai),
        FalhaOi::HtmlNoLugarDoPdf => Some(Defeito::Html),
        FalhaOi::PdfTruncado => Some(Defeito::Truncado),
        FalhaOi::DownloadPelaMetade => Some(Defeito::PelaMetade),
        _ => None,
    }
}

fn pdf(Achada { conta, telefone, fatura }: Achada) -> Bytes {
    Bytes::from(fatura_pdf(&DadosDaFatura {
        operadora: "Oi Soluções (simulada)".to_owned(),
        titular: conta.titular,
        cnpj: conta.cnpj,
        telefone,
        codigo: fatura.codigo,
        mes_ano: fatura.mes_ano,
        vencimento: fatura.vencimento,
        valor_centavos: fatura.valor_centavos,
    }))
}

fn sessao_expirada() -> Response {
    let pagina = paginas::aviso("Sessão expirada", "Sua sessão expirou. Entre novamente.");
    (StatusCode::UNAUTHORIZED, pagina).into_response()
}

fn entregar(codigo: &str, tamanho: usize, corpo: Body) -> Response {
    let cabecalhos = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_LENGTH, tamanho.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"fatura-{codigo}.pdf\"")),
    ];
    (cabecalhos, corpo).into_response()
}

/// Metade dos bytes e então um erro: o servidor derruba a conexão antes de cumprir o `Content-Length`.
fn cortado(pdf: &Bytes) -> Body {
    let metade = pdf.slice(..pdf.len() / 2);
    let queda = async {
        // Ceder a vez faz o servidor escoar a metade antes de ver o erro; sem isso ela nem sairia.
        tokio::task::yield_now().await;
        Err(io::Error::other("conexão cortada de propósito"))
    };
    Body::from_stream(stream::once(async { Ok(metade) }).chain(stream::once(queda)))
}
