//! As páginas de contas e as respostas que o JavaScript delas busca.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use super::consulta::{Consulta, Linha};
use super::estado::Estado;
use super::{FalhaOi, paginas};
use crate::dados::formato::{cnpj_com_mascara, data_br, mes_br, reais};
use crate::falhas::reconhece;
use crate::sessao::Logado;

type Pares = Query<Vec<(String, String)>>;

pub(super) async fn resumo(State(estado): State<Arc<Estado>>, Logado(login): Logado) -> Html<String> {
    paginas::contas(&estado.contas_de(&login))
}

pub(super) async fn todas(Logado(_): Logado, Query(pares): Pares) -> Response {
    match Consulta::ler(&pares) {
        Ok(consulta) => paginas::todas_as_contas(&consulta).into_response(),
        Err(erro) => (StatusCode::BAD_REQUEST, paginas::aviso("Filtro inválido", &erro)).into_response(),
    }
}

/// As linhas da tabela, em JSON.
pub(super) async fn consultar(
    State(estado): State<Arc<Estado>>,
    cabecalhos: HeaderMap,
    Query(pares): Pares,
) -> Response {
    let Some(login) = estado.sessoes.login(&cabecalhos) else {
        return sem_sessao();
    };
    let consulta = match Consulta::ler(&pares) {
        Ok(consulta) => consulta,
        Err(erro) => return (StatusCode::BAD_REQUEST, Json(json!({ "erro": erro }))).into_response(),
    };
    let demora = estado.falhas.tomar(&[&login], reconhece!(FalhaOi::LinhasLentas, ms)).unwrap_or_default();
    let demora_normal = Duration::from_millis(estado.dados().tempos.tabela_ms);
    tokio::time::sleep(demora_normal + demora).await;

    let mut contas = estado.contas_de(&login);
    if estado.falhas.tomar(&[&login], reconhece!(FalhaOi::FaturaIndisponivel)).is_some() {
        contas.clear();
    }
    let envelhece = estado.falhas.tomar(&[&login], reconhece!(FalhaOi::ElementoEnvelhece)).is_some();
    let (linhas, total) = consulta.filtrar(&contas);
    let itens: Vec<_> = linhas.iter().map(item).collect();
    Json(json!({ "itens": itens, "total": total, "envelhece": envelhece })).into_response()
}

/// As células na ordem da tabela. A segunda é a que os plugins leem.
fn item(Linha { conta, telefone, fatura }: &Linha<'_>) -> serde_json::Value {
    json!({
        "codigo": fatura.codigo,
        "celulas": [
            mes_br(&fatura.mes_ano),
            telefone,
            cnpj_com_mascara(&conta.cnpj),
            data_br(fatura.vencimento),
            format!("R$ {}", reais(fatura.valor_centavos)),
            fatura.situacao.rotulo(),
        ],
    })
}

/// O painel que abre ao clicar numa linha.
pub(super) async fn detalhe(
    State(estado): State<Arc<Estado>>,
    cabecalhos: HeaderMap,
    Path(codigo): Path<String>,
) -> Response {
    let Some(login) = estado.sessoes.login(&cabecalhos) else {
        return sem_sessao();
    };
    let demora = Duration::from_millis(estado.dados().tempos.detalhe_ms);
    tokio::time::sleep(demora).await;
    match estado.fatura_de(&login, &codigo) {
        Some(achada) => Html(paginas::detalhe(&achada)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn contestar(
    State(estado): State<Arc<Estado>>,
    Logado(login): Logado,
    Path(codigo): Path<String>,
) -> Response {
    match estado.fatura_de(&login, &codigo) {
        Some(_) => {
            paginas::aviso("Contestar conta", "Para contestar, ligue para a central de atendimento.").into_response()
        }
        None => (StatusCode::NOT_FOUND, paginas::aviso("Conta não encontrada", "Confira o endereço.")).into_response(),
    }
}

fn sem_sessao() -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({ "erro": "Sessão expirada" }))).into_response()
}
