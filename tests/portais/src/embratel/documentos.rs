//! Os documentos da fatura, cada um numa janela: fatura, boleto, lista de notas e nota.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::Days;
use serde::Deserialize;

use super::estado::{Estado, erro_interno};
use super::lista::{DaFatura, inexistente};
use super::{FalhaEmbratel, paginas};
use crate::dados::{ClienteEmbratel, FaturaEmbratel};
use crate::falhas::reconhece;
use crate::sessao::Logado;

/// Quanto a falha `boleto_de_outra_data` adianta o vencimento.
const OUTRA_DATA_DIAS: Days = Days::new(47);

#[derive(Deserialize)]
pub(super) struct DaNota {
    #[serde(default)]
    fatura: String,
    #[serde(default)]
    nota: String,
}

/// Uma nota fiscal da fatura.
#[derive(Clone, Copy)]
pub(super) struct Nota {
    pub(super) imposto: &'static str,
    pub(super) numero: u32,
}

pub(super) async fn fatura(
    estado: State<Arc<Estado>>,
    logado: Logado,
    cabecalhos: HeaderMap,
    Query(DaFatura { fatura }): Query<DaFatura>,
) -> Response {
    janela(estado, logado, cabecalhos, &fatura, |_, _, cliente, fatura| paginas::fatura(&cliente, &fatura)).await
}

pub(super) async fn boleto(
    estado: State<Arc<Estado>>,
    logado: Logado,
    cabecalhos: HeaderMap,
    Query(DaFatura { fatura }): Query<DaFatura>,
) -> Response {
    janela(estado, logado, cabecalhos, &fatura, |estado, login, cliente, fatura| {
        let data = estado.falhas.tomar(&[login], |falha| match falha {
            FalhaEmbratel::BoletoSemData => Some(None),
            FalhaEmbratel::BoletoDeOutraData => Some(fatura.vencimento.checked_add_days(OUTRA_DATA_DIAS)),
            _ => None,
        });
        paginas::boleto(&cliente, &fatura, data.unwrap_or(Some(fatura.vencimento)))
    })
    .await
}

pub(super) async fn notas(
    estado: State<Arc<Estado>>,
    logado: Logado,
    cabecalhos: HeaderMap,
    Query(DaFatura { fatura }): Query<DaFatura>,
) -> Response {
    janela(estado, logado, cabecalhos, &fatura, |estado, login, _, fatura| {
        let tem = |falta: Option<()>| falta.is_none();
        let icms = tem(estado.falhas.tomar(&[login], reconhece!(FalhaEmbratel::SemIcms)));
        let iss = tem(estado.falhas.tomar(&[login], reconhece!(FalhaEmbratel::SemIss)));
        let outra = estado.falhas.tomar(&[login], reconhece!(FalhaEmbratel::DuasNotasDeIss)).is_some();
        let todas = [(icms, "ICMS"), (iss, "ISS"), (iss && outra, "ISS")];
        let notas: Vec<Nota> = (1001..)
            .zip(todas)
            .filter(|(_, (ha, _))| *ha)
            .map(|(numero, (_, imposto))| Nota { imposto, numero })
            .collect();
        paginas::notas(&fatura, &notas)
    })
    .await
}

pub(super) async fn nota(
    estado: State<Arc<Estado>>,
    logado: Logado,
    cabecalhos: HeaderMap,
    Query(DaNota { fatura, nota }): Query<DaNota>,
) -> Response {
    if estado.falhas.tomar(&[&logado.0], reconhece!(FalhaEmbratel::NotaComErro)).is_some() {
        return erro_interno().into_response();
    }
    janela(estado, logado, cabecalhos, &fatura, |_, _, cliente, fatura| paginas::nota(&cliente, &fatura, &nota)).await
}

/// O que vale para todo documento: a sessão que cai, a demora e o conteúdo que chega depois da página.
async fn janela(
    State(estado): State<Arc<Estado>>,
    Logado(login): Logado,
    cabecalhos: HeaderMap,
    codigo: &str,
    corpo: impl FnOnce(&Estado, &str, ClienteEmbratel, FaturaEmbratel) -> String,
) -> Response {
    if estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::SessaoExpira)).is_some() {
        estado.sessoes.fechar(&cabecalhos);
        return Redirect::to("/").into_response();
    }
    let Some((cliente, fatura)) = estado.fatura(&login, codigo) else { return inexistente() };
    if let Some(demora) = estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::JanelaLenta, ms)) {
        tokio::time::sleep(demora).await;
    }
    let corpo = corpo(&estado, &login, cliente, fatura);
    let tardio = estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::ConteudoTardio, ms));
    let pagina: Html<String> = paginas::documento(&corpo, tardio);
    pagina.into_response()
}
