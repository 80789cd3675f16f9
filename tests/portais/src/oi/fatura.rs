//! O PDF da fatura, e as maneiras de ele vir errado.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::acesso::Acao;
use super::estado::{Achada, Estado};
use super::{FalhaOi, paginas};
use crate::entrega;
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
    let nome = format!("fatura-{codigo}.pdf");
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
        Some(Defeito::Truncado) => ("pdf_truncado", entrega::truncado(&nome, &pdf)),
        Some(Defeito::PelaMetade) => ("download_pela_metade", entrega::pela_metade(&nome, &pdf)),
        None => ("ok", entrega::inteiro(&nome, pdf)),
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
