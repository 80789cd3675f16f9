//! Os dois PDFs de uma fatura: o dela, que abre com os três primeiros caracteres do CNPJ, e o documento fiscal.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::FalhaDigitalnet;
use super::api::{Dono, nao_autorizado};
use super::estado::Estado;
use crate::dados::{ClienteDigitalnet, FaturaDigitalnet};
use crate::entrega;
use crate::falhas::reconhece;
use crate::pdf::{DadosDaFatura, cifrar, fatura_pdf};

/// Quantos caracteres do CNPJ são a senha do PDF.
const TAMANHO_DA_SENHA: usize = 3;

pub(super) async fn fatura(
    State(estado): State<Arc<Estado>>,
    Extension(Dono(login)): Extension<Dono>,
    Path(codigo): Path<String>,
) -> Response {
    let Some((cliente, rotulo, fatura)) = estado.fatura(&login, &codigo) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let nome = format!("fatura-{codigo}.pdf");
    let aberto = pdf("Digitalnet (simulada)", &cliente, &rotulo, &fatura);
    let cifrado = |senha: &str| Bytes::from(cifrar(&aberto, senha));
    let senha: String = cliente.cnpj.chars().take(TAMANHO_DA_SENHA).collect();
    let tomada = estado.falhas.tomar(&[&login], |falha| match falha {
        FalhaDigitalnet::TokenVencido => Some(nao_autorizado()),
        FalhaDigitalnet::FaturaSemSenha => Some(entrega::inteiro(&nome, aberto.clone())),
        FalhaDigitalnet::OutraSenha => Some(entrega::inteiro(&nome, cifrado("outra"))),
        FalhaDigitalnet::PdfTruncado => Some(entrega::truncado(&nome, &cifrado(&senha))),
        FalhaDigitalnet::DownloadPelaMetade => Some(entrega::pela_metade(&nome, &cifrado(&senha))),
        _ => None,
    });
    tomada.unwrap_or_else(|| entrega::inteiro(&nome, cifrado(&senha)))
}

pub(super) async fn fiscal(
    State(estado): State<Arc<Estado>>,
    Extension(Dono(login)): Extension<Dono>,
    Path(codigo): Path<String>,
) -> Response {
    let Some((cliente, rotulo, fatura)) = estado.fatura(&login, &codigo) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::SemDocumentoFiscal)).is_some() {
        return StatusCode::NOT_FOUND.into_response();
    }
    if estado.falhas.tomar(&[&login], reconhece!(FalhaDigitalnet::HtmlNoLugarDoPdf)).is_some() {
        return Html("<!doctype html><p>Documento em preparo.</p>").into_response();
    }
    let documento = pdf("Digitalnet (simulada) — Nota fiscal", &cliente, &rotulo, &fatura);
    entrega::inteiro(&format!("nota-{codigo}.pdf"), documento)
}

fn pdf(emissor: &str, cliente: &ClienteDigitalnet, rotulo: &str, fatura: &FaturaDigitalnet) -> Bytes {
    Bytes::from(fatura_pdf(&DadosDaFatura {
        operadora: emissor.to_owned(),
        titular: cliente.titular.clone(),
        cnpj: cliente.cnpj.clone(),
        telefone: rotulo.to_owned(),
        codigo: fatura.codigo.clone(),
        mes_ano: fatura.vencimento.format("%Y-%m").to_string(),
        vencimento: fatura.vencimento,
        valor_centavos: fatura.valor_centavos,
    }))
}
