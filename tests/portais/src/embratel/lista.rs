//! A escolha do mês, a lista de faturas dele e o menu da fatura escolhida.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::estado::Estado;
use super::paginas::Janela;
use super::{FalhaEmbratel, paginas};
use crate::dados::FaturaEmbratel;
use crate::falhas::reconhece;
use crate::sessao::Logado;

#[derive(Deserialize)]
pub(super) struct DoMes {
    /// `AAAAMM`.
    #[serde(default)]
    mes: String,
}

#[derive(Deserialize)]
pub(super) struct DaFatura {
    #[serde(default)]
    pub(super) fatura: String,
}

/// A página, já com o mês mais novo.
pub(super) async fn pagina(State(estado): State<Arc<Estado>>, Logado(login): Logado) -> Html<String> {
    let meses = meses(&estado, &login);
    let mes = meses.first().cloned().unwrap_or_default();
    paginas::lista(&paginas::faturas(&meses, &mes, &do_mes(&estado, &login, &mes)))
}

/// O que o botão Ok traz: a escolha e a tabela outra vez.
pub(super) async fn faturas(
    State(estado): State<Arc<Estado>>,
    cabecalhos: HeaderMap,
    Query(DoMes { mes }): Query<DoMes>,
) -> Response {
    let Some(login) = estado.sessoes.login(&cabecalhos) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let demora = estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::ListaLenta, ms)).unwrap_or_default();
    let demora_normal = Duration::from_millis(estado.dados().tempos.lista_ms);
    tokio::time::sleep(demora_normal + demora).await;

    let meses = meses(&estado, &login);
    let ignorado = estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::MesIgnorado)).is_some();
    let mes = if ignorado { meses.first().cloned().unwrap_or_default() } else { mes };
    let mut faturas = do_mes(&estado, &login, &mes);
    if estado.falhas.tomar(&[&login], reconhece!(FalhaEmbratel::SemFaturas)).is_some() {
        faturas.clear();
    }
    Html(paginas::faturas(&meses, &mes, &faturas)).into_response()
}

pub(super) async fn menu(
    State(estado): State<Arc<Estado>>,
    Logado(login): Logado,
    Query(DaFatura { fatura }): Query<DaFatura>,
) -> Response {
    let Some((_, fatura)) = estado.fatura(&login, &fatura) else { return inexistente() };
    let janela = estado.falhas.tomar(&[&login], |falha| match falha {
        FalhaEmbratel::JanelaBloqueada => Some(Janela::Bloqueada),
        FalhaEmbratel::JanelaComNome => Some(Janela::ComNome),
        _ => None,
    });
    paginas::menu(&fatura, janela.unwrap_or(Janela::Nova)).into_response()
}

pub(super) fn inexistente() -> Response {
    (StatusCode::NOT_FOUND, paginas::recado("Fatura não encontrada", "Volte à lista de faturas.")).into_response()
}

/// Do mais novo ao mais velho. A falha `mes_ausente` vale enquanto armada: a página e a resposta têm de concordar.
fn meses(estado: &Estado, login: &str) -> Vec<String> {
    let cliente = estado.cliente(login);
    let mut meses: Vec<String> =
        cliente.iter().flat_map(|cliente| cliente.faturas.iter().map(FaturaEmbratel::mes)).collect();
    meses.sort();
    meses.dedup();
    meses.reverse();
    if estado.falhas.tomar(&[login], reconhece!(FalhaEmbratel::MesAusente)).is_some() && !meses.is_empty() {
        meses.remove(0);
    }
    meses
}

fn do_mes(estado: &Estado, login: &str, mes: &str) -> Vec<FaturaEmbratel> {
    let faturas = estado.cliente(login).map(|cliente| cliente.faturas).unwrap_or_default();
    faturas.into_iter().filter(|fatura| fatura.mes() == mes).collect()
}
