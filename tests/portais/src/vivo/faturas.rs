//! O início, a busca de empresas, a lista de faturas do serviço escolhido e o PDF.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::estado::Estado;
use super::{FalhaVivo, paginas};
use crate::dados::formato::cnpj_com_mascara;
use crate::dados::{EmpresaVivo, FaturaVivo, ServicoVivo};
use crate::entrega;
use crate::falhas::reconhece;
use crate::pdf::{DadosDaFatura, fatura_pdf};
use crate::sessao::Logado;

#[derive(Deserialize)]
pub(super) struct Busca {
    #[serde(default)]
    prefixo: String,
}

#[derive(Deserialize)]
pub(super) struct DoServico {
    #[serde(default)]
    cnpj: String,
    /// `data-value` ou `data-service-id`.
    #[serde(default)]
    servico: String,
}

pub(super) async fn inicio(State(estado): State<Arc<Estado>>, Logado(login): Logado) -> Html<String> {
    let primeira = estado.cliente(&login).and_then(|cliente| cliente.empresas.into_iter().next());
    paginas::inicio(primeira.as_ref())
}

/// As empresas cujo CNPJ começa assim; a máscara não conta.
pub(super) async fn empresas(
    State(estado): State<Arc<Estado>>,
    cabecalhos: HeaderMap,
    Query(Busca { prefixo }): Query<Busca>,
) -> Response {
    let Some(login) = estado.sessoes.login(&cabecalhos) else { return StatusCode::UNAUTHORIZED.into_response() };
    let demora = estado.falhas.tomar(&[&login], reconhece!(FalhaVivo::EmpresasLentas, ms)).unwrap_or_default();
    let normal = Duration::from_millis(estado.dados().tempos.empresas_ms);
    tokio::time::sleep(normal + demora).await;
    let prefixo: String = prefixo.chars().filter(char::is_ascii_alphanumeric).collect();
    let empresas = estado.cliente(&login).map(|cliente| cliente.empresas).unwrap_or_default();
    let achadas: Vec<_> = empresas
        .iter()
        .filter(|empresa| empresa.cnpj.starts_with(&prefixo))
        .map(|empresa| json!({ "cnpj": cnpj_com_mascara(&empresa.cnpj), "titular": empresa.titular }))
        .collect();
    Json(achadas).into_response()
}

pub(super) async fn lista(
    State(estado): State<Arc<Estado>>,
    cabecalhos: HeaderMap,
    Query(DoServico { cnpj, servico }): Query<DoServico>,
) -> Response {
    let Some(login) = estado.sessoes.login(&cabecalhos) else { return StatusCode::UNAUTHORIZED.into_response() };
    if estado.falhas.tomar(&[&login], reconhece!(FalhaVivo::SessaoExpira)).is_some() {
        estado.sessoes.fechar(&cabecalhos);
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let demora = estado.falhas.tomar(&[&login], reconhece!(FalhaVivo::FaturasLentas, ms)).unwrap_or_default();
    let normal = Duration::from_millis(estado.dados().tempos.faturas_ms);
    tokio::time::sleep(normal + demora).await;

    let empresas = estado.cliente(&login).map(|cliente| cliente.empresas).unwrap_or_default();
    let empresa = empresas.into_iter().find(|empresa| cnpj_com_mascara(&empresa.cnpj) == cnpj);
    let (Some(empresa), Some(servico)) = (empresa, ServicoVivo::de_codigo(&servico)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut faturas: Vec<&FaturaVivo> = empresa.faturas.iter().filter(|fatura| fatura.servico == servico).collect();
    if estado.falhas.tomar(&[&login], reconhece!(FalhaVivo::SemFaturas)).is_some() {
        faturas.clear();
    }
    if estado.falhas.tomar(&[&login], reconhece!(FalhaVivo::MesAusente)).is_some() {
        let mais_novo = faturas.iter().map(|fatura| fatura.mes_ano.clone()).max();
        faturas.retain(|fatura| Some(&fatura.mes_ano) != mais_novo.as_ref());
    }
    Html(paginas::faturas(&empresa, servico, &faturas)).into_response()
}

pub(super) async fn pdf(
    State(estado): State<Arc<Estado>>,
    cabecalhos: HeaderMap,
    Path(codigo): Path<String>,
) -> Response {
    let Some(login) = estado.sessoes.login(&cabecalhos) else { return sessao_expirada() };
    let Some((empresa, fatura)) = estado.fatura(&login, &codigo) else {
        return (StatusCode::NOT_FOUND, paginas::recado("Fatura não encontrada", "Volte à lista.")).into_response();
    };
    let pdf = montar(empresa, fatura);
    let nome = format!("fatura-{codigo}.pdf");
    let tomada = estado.falhas.tomar(&[&login], |falha| match falha {
        FalhaVivo::SessaoExpiraNoPdf => Some(sessao_expirada()),
        FalhaVivo::HtmlNoLugarDoPdf => {
            Some(paginas::recado("Fatura em preparo", "Tente novamente em instantes.").into_response())
        }
        FalhaVivo::PdfTruncado => Some(entrega::truncado(&nome, &pdf)),
        FalhaVivo::DownloadPelaMetade => Some(entrega::pela_metade(&nome, &pdf)),
        _ => None,
    });
    tomada.unwrap_or_else(|| entrega::inteiro(&nome, pdf))
}

fn montar(empresa: EmpresaVivo, fatura: FaturaVivo) -> Bytes {
    Bytes::from(fatura_pdf(&DadosDaFatura {
        operadora: "Vivo Empresas (simulada)".to_owned(),
        titular: empresa.titular,
        cnpj: empresa.cnpj,
        telefone: fatura.conta,
        codigo: fatura.codigo,
        mes_ano: fatura.mes_ano,
        vencimento: fatura.vencimento,
        valor_centavos: fatura.valor_centavos,
    }))
}

fn sessao_expirada() -> Response {
    (StatusCode::UNAUTHORIZED, paginas::recado("Sessão expirada", "Entre novamente.")).into_response()
}
