//! As rotas do contrato.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::stream;
use serde_json::{Value, json};

use super::estado::{Estado, Trabalho};
use super::falha::FalhaRpaExterno;
use crate::falhas::reconhece;

/// Os campos que cada pedido exige.
const DO_DOWNLOAD: [&str; 4] = ["login", "senha", "filtro", "cnpj"];
const DO_SAT: [&str; 9] =
    ["cnpj", "razao", "operadora", "nome_filtro", "unidade", "servico", "dados_sat", "nome_arquivo", "data_vencimento"];
/// As que ele atende, como o caminho as diz.
const OPERADORAS: [&str; 4] = ["OI", "VIVO", "EMBRATEL", "DIGITALNET"];

/// Em que consulta ele acaba.
const CONSULTAS_ATE_O_FIM: u32 = 3;

pub(super) fn rotas(estado: &Arc<Estado>) -> Router {
    Router::new()
        .route("/health", get(saude))
        .route("/executar/{operadora}", post(executar))
        .route("/status/{id}", get(situacao))
        .route("/jobs", get(listar))
        .route("/jobs/{id}", get(situacao_em_jobs))
        .route("/jobs/{id}/logs", get(logs))
        .route("/arquivos/{id}", get(arquivo))
        .with_state(estado.clone())
}

async fn saude(State(estado): State<Arc<Estado>>) -> Json<Value> {
    Json(json!({ "status": "healthy", "message": "ok", "jobs_pending": 0, "jobs_active": estado.todos().len() }))
}

/// Quem não traz o token, ou a quem se armou a recusa; e o que vale para toda chamada.
async fn barrar(estado: &Estado, cabecalhos: &HeaderMap, chave: &str) -> Option<Response> {
    if let Some(demora) = estado.falhas.tomar(&[chave], reconhece!(FalhaRpaExterno::Lento, ms)) {
        tokio::time::sleep(demora).await;
    }
    let certo = format!("Bearer {}", estado.token());
    let veio = cabecalhos.get(header::AUTHORIZATION).and_then(|valor| valor.to_str().ok());
    if veio != Some(certo.as_str()) || tem(estado, chave, |f| *f == FalhaRpaExterno::TokenRecusado) {
        return Some(recusa(StatusCode::UNAUTHORIZED, json!("Token inválido ou expirado")));
    }
    tem(estado, chave, |f| *f == FalhaRpaExterno::ErroInterno)
        .then(|| recusa(StatusCode::INTERNAL_SERVER_ERROR, json!("Internal Server Error")))
}

fn tem(estado: &Estado, chave: &str, qual: impl Fn(&FalhaRpaExterno) -> bool) -> bool {
    estado.falhas.tomar(&[chave], |falha| qual(falha).then_some(())).is_some()
}

fn recusa(status: StatusCode, detalhe: Value) -> Response {
    (status, Json(json!({ "detail": detalhe }))).into_response()
}

/// A conexão cai no meio da resposta.
fn resposta_cortada() -> Response {
    let pedacos = [Ok(Bytes::from_static(b"{\"job_id\":")), Err(std::io::Error::other("caiu"))];
    let corpo = Body::from_stream(stream::iter(pedacos));
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], corpo).into_response()
}

async fn executar(
    State(estado): State<Arc<Estado>>,
    Path(operadora): Path<String>,
    cabecalhos: HeaderMap,
    Json(corpo): Json<Value>,
) -> Response {
    if let Some(barrado) = barrar(&estado, &cabecalhos, &operadora).await {
        return barrado;
    }
    let ao_sat = operadora == "sat";
    let desconhecida = !ao_sat && !OPERADORAS.contains(&operadora.as_str());
    if desconhecida || tem(&estado, &operadora, |f| *f == FalhaRpaExterno::OperadoraDesconhecida) {
        return recusa(StatusCode::NOT_FOUND, json!(format!("Operadora '{operadora}' não encontrada")));
    }
    let exigidos: &[&str] = if ao_sat { &DO_SAT } else { &DO_DOWNLOAD };
    let falta = exigidos.iter().find(|campo| corpo.get(**campo).is_none_or(|valor| !valor.is_string()));
    let recusado = tem(&estado, &operadora, |f| *f == FalhaRpaExterno::CorpoRecusado).then_some(&exigidos[0]);
    if let Some(campo) = falta.or(recusado) {
        let erro = json!([{ "loc": ["body", campo], "msg": "Field required", "type": "missing", "input": corpo }]);
        return recusa(StatusCode::UNPROCESSABLE_ENTITY, erro);
    }
    if tem(&estado, &operadora, |f| *f == FalhaRpaExterno::NaoCriaNemResponde) {
        return resposta_cortada();
    }
    let id = estado.criar(&operadora, corpo);
    if tem(&estado, &operadora, |f| *f == FalhaRpaExterno::CriaENaoResponde) {
        return resposta_cortada();
    }
    if tem(&estado, &operadora, |f| *f == FalhaRpaExterno::TokenVenceAoPedir) {
        estado.falhas.armar(&operadora, FalhaRpaExterno::TokenRecusado, 1.into());
    }
    let mensagem = format!("Job criado para operadora {operadora}");
    let url = format!("/status/{id}");
    Json(json!({ "job_id": id, "status": "PENDING", "message": mensagem, "status_url": url })).into_response()
}

async fn situacao(State(estado): State<Arc<Estado>>, Path(id): Path<String>, cabecalhos: HeaderMap) -> Response {
    responder(&estado, &id, &cabecalhos, false).await
}

async fn situacao_em_jobs(
    State(estado): State<Arc<Estado>>,
    Path(id): Path<String>,
    cabecalhos: HeaderMap,
) -> Response {
    responder(&estado, &id, &cabecalhos, true).await
}

async fn responder(estado: &Estado, id: &str, cabecalhos: &HeaderMap, em_jobs: bool) -> Response {
    let chave = estado.ver(id).map(|trabalho| trabalho.operadora).unwrap_or_default();
    if let Some(barrado) = barrar(estado, cabecalhos, &chave).await {
        return barrado;
    }
    let nao_ha = || recusa(StatusCode::NOT_FOUND, json!(format!("Job '{id}' não encontrado")));
    // Não se gasta: é assim que ele é enquanto está armada.
    let so_em_jobs = estado.falhas.armadas().iter().any(|armada| armada.falha == FalhaRpaExterno::SoEmJobs);
    if so_em_jobs && !em_jobs {
        return nao_ha();
    }
    if tem(estado, &chave, |f| *f == FalhaRpaExterno::TrabalhoSome) {
        estado.largar(id);
    }
    let Some(trabalho) = estado.consultar(id) else { return nao_ha() };
    let mut dito = contar(estado, &trabalho);
    if so_em_jobs && let Some(campos) = dito.as_object_mut() {
        campos.remove("logs");
    }
    Json(dito).into_response()
}

/// A situação inteira, como o contrato a diz.
fn contar(estado: &Estado, trabalho: &Trabalho) -> Value {
    let chave = trabalho.operadora.as_str();
    let preso = tem(estado, chave, |f| *f == FalhaRpaExterno::NuncaTermina);
    let (mut status, progresso) = match trabalho.consultas {
        1 => ("PENDING", 0),
        n if n < CONSULTAS_ATE_O_FIM || preso => ("RUNNING", 30),
        _ => ("COMPLETED", 100),
    };
    let mut resultado = Value::Null;
    let mut erro = Value::Null;
    if status == "COMPLETED" && tem(estado, chave, |f| *f == FalhaRpaExterno::Falha) {
        status = "FAILED";
        erro = json!("Timeout ao localizar o elemento da fatura");
    } else if status == "COMPLETED" && !tem(estado, chave, |f| *f == FalhaRpaExterno::ConcluiSemArquivo) {
        resultado = entregar(estado, trabalho);
    }
    json!({
        "job_id": trabalho.id,
        "operadora": trabalho.operadora,
        "status": status,
        "progress": progresso,
        "result": resultado,
        "error": erro,
        "created_at": trabalho.criado.to_string(),
        "logs": linhas(estado, trabalho),
    })
}

fn entregar(estado: &Estado, trabalho: &Trabalho) -> Value {
    use base64::Engine;
    let chave = trabalho.operadora.as_str();
    if chave == "sat" {
        return json!({ "sucesso": true, "protocolo": format!("SAT-{}", &trabalho.id[..8]) });
    }
    if tem(estado, chave, |f| *f == FalhaRpaExterno::ArquivoNoDisco) {
        return json!({ "arquivo_baixado": "/tmp/downloads/fatura.pdf" });
    }
    if tem(estado, chave, |f| *f == FalhaRpaExterno::ArquivoEmBase64) {
        let pdf = base64::engine::general_purpose::STANDARD.encode(&estado.pdf);
        return json!({ "arquivo_baixado": pdf, "dados_extraidos": { "data_vencimento": "2026-11-30" } });
    }
    let url = format!("{}/arquivos/{}", estado.url(), trabalho.id);
    json!({ "url_s3": url, "dados_extraidos": { "data_vencimento": "30/11/2026", "valor": "1234.56" } })
}

/// O log até agora: uma linha por consulta, sempre todas desde o começo.
fn linhas(estado: &Estado, trabalho: &Trabalho) -> Vec<Value> {
    let chave = trabalho.operadora.as_str();
    let senha = tem(estado, chave, |f| *f == FalhaRpaExterno::SenhaNoLog);
    let repetido = tem(estado, chave, |f| *f == FalhaRpaExterno::LogRepetido);
    let mut linhas = Vec::new();
    for n in 1..=trabalho.consultas {
        let quando = trabalho.criado.mais(Duration::from_secs(n.into())).to_string();
        let mut mensagem = format!("passo {n}");
        if senha {
            let da_pessoa = trabalho.corpo.get("senha").and_then(Value::as_str).unwrap_or_default();
            mensagem = format!("passo {n}: digitando {da_pessoa} com {}", estado.token());
        }
        let linha = json!({ "timestamp": quando, "message": mensagem });
        if repetido {
            linhas.push(linha.clone());
        }
        linhas.push(linha);
    }
    linhas
}

async fn listar(State(estado): State<Arc<Estado>>, cabecalhos: HeaderMap) -> Response {
    if let Some(barrado) = barrar(&estado, &cabecalhos, "").await {
        return barrado;
    }
    let sem_fuso = tem(&estado, "", |f| *f == FalhaRpaExterno::ListaSemFuso);
    let um = |t: &Trabalho| {
        let mut criado = t.criado.to_string();
        if sem_fuso {
            criado = criado.trim_end_matches('Z').to_owned();
        }
        json!({ "job_id": t.id, "operadora": t.operadora, "status": "RUNNING", "progress": 30, "created_at": criado })
    };
    let trabalhos: Vec<_> = estado.todos().iter().map(um).collect();
    Json(json!({ "total_jobs": trabalhos.len(), "jobs": trabalhos })).into_response()
}

async fn logs(State(estado): State<Arc<Estado>>, Path(id): Path<String>, cabecalhos: HeaderMap) -> Response {
    if let Some(barrado) = barrar(&estado, &cabecalhos, "").await {
        return barrado;
    }
    match estado.ver(&id) {
        Some(trabalho) => Json(json!({ "logs": linhas(&estado, &trabalho) })).into_response(),
        None => recusa(StatusCode::NOT_FOUND, json!(format!("Job '{id}' não encontrado"))),
    }
}

async fn arquivo(State(estado): State<Arc<Estado>>, Path(id): Path<String>, cabecalhos: HeaderMap) -> Response {
    if let Some(barrado) = barrar(&estado, &cabecalhos, "").await {
        return barrado;
    }
    let Some(trabalho) = estado.ver(&id) else {
        return recusa(StatusCode::NOT_FOUND, json!("Arquivo não encontrado"));
    };
    if tem(&estado, &trabalho.operadora, |f| *f == FalhaRpaExterno::ArquivoNaoEPdf) {
        return ([(header::CONTENT_TYPE, "application/pdf")], "<html>Sessão expirada</html>").into_response();
    }
    ([(header::CONTENT_TYPE, "application/pdf")], estado.pdf.clone()).into_response()
}
