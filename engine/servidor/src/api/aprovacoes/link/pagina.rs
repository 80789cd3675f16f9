//! A página, escrita no servidor: nada nela se executa, nem vem de fora.

use std::sync::LazyLock;

use axum::Extension;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use esteira_aplicacao::ErroAplicacao;
use esteira_aplicacao::tarefas::link::Aberto;
use esteira_armazem::faturas::Processo;
use esteira_base::{Cnpj, Dinheiro, Instante, MesAno};
use esteira_motor::agenda::Fuso;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde_json::{Value, json};

use super::campos::{como_texto, da_decisao, em_palavras};
use crate::api::erro::{EmPagina, ErroApi};
use crate::api::problema::Problema;

const PAGINA: &str = "decisao.html";

/// Só o estilo da própria página e o envio do formulário a nós.
const POLITICA: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// O link é de uma pessoa: não é para buscadores.
const FORA_DOS_BUSCADORES: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));

static MODELOS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut ambiente = Environment::new();
    ambiente.set_auto_escape_callback(|_| AutoEscape::Html);
    if let Err(erro) = ambiente.add_template(PAGINA, include_str!("pagina.html")) {
        tracing::error!(%erro, "a página da decisão não se lê");
    }
    ambiente
});

/// Uma página pronta.
pub(crate) struct Pagina(String);

impl IntoResponse for Pagina {
    fn into_response(self) -> Response {
        let cabecalhos = [(header::CONTENT_SECURITY_POLICY, POLITICA), FORA_DOS_BUSCADORES];
        (Extension(EmPagina), cabecalhos, Html(self.0)).into_response()
    }
}

/// A recusa, também em página.
pub(crate) struct PaginaRecusada(ErroApi);

impl<E: Into<ErroApi>> From<E> for PaginaRecusada {
    fn from(erro: E) -> Self {
        Self(erro.into())
    }
}

impl IntoResponse for PaginaRecusada {
    fn into_response(self) -> Response {
        let problema = self.0.em_problema();
        let status = StatusCode::from_u16(problema.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let dados = json!({ "titulo": "Não foi possível abrir", "problema": problema.detalhe });
        match escrever(dados) {
            Ok(pagina) => (status, pagina).into_response(),
            Err(_) => status.into_response(),
        }
    }
}

/// A tarefa, com o que decidir; e o que houve com a tentativa anterior, se houve.
pub(super) fn formulario(aberto: &Aberto, token: &str, problema: Option<&Problema>) -> Result<Pagina, PaginaRecusada> {
    let tarefa = &aberto.vista.tarefa;
    let decisoes: Vec<_> = aberto
        .vista
        .decisoes
        .iter()
        .map(|decisao| {
            json!({
                "nome": decisao.nome,
                "rotulo": em_palavras(&decisao.nome),
                "campos": da_decisao(tarefa.formulario.as_deref(), decisao),
                "papeis": decisao.papeis,
            })
        })
        .collect();
    let mut dados = comum(aberto);
    dados["decisoes"] = json!(decisoes);
    dados["tem_fatura"] = json!(aberto.processo.as_ref().is_some_and(|p| p.caminho_s3_fatura.is_some()));
    dados["acao"] = json!(format!("/decidir/{token}"));
    if let Some(problema) = problema {
        dados["problema"] = json!(problema.detalhe);
        dados["erros"] =
            problema.erros.iter().map(|e| json!(format!("{}: {}", em_palavras(&e.campo), e.mensagem))).collect();
    }
    escrever(dados).map_err(Into::into)
}

/// A tarefa que já não espera por esta pessoa: decidida, ou com o voto dela dado.
pub(super) fn decidida(aberto: &Aberto) -> Result<Pagina, PaginaRecusada> {
    let tarefa = &aberto.vista.tarefa;
    let quando = tarefa.decidida_em.map(Instante::de_micros).or(aberto.usado_em);
    let fim = match (&tarefa.decisao, tarefa.situacao.as_str()) {
        (Some(decisao), _) => {
            let por = tarefa.decidida_por.as_deref().unwrap_or("o sistema");
            format!("Decidida por {por}: {}.", em_palavras(decisao).to_lowercase())
        }
        (None, "ABERTA") => "A sua decisão está registrada; faltam as das outras pessoas.".to_owned(),
        (None, _) => "Esta tarefa foi cancelada.".to_owned(),
    };
    let mut dados = comum(aberto);
    dados["fim"] = json!(fim);
    dados["quando"] = json!(quando.map(hora));
    escrever(dados).map_err(Into::into)
}

fn comum(aberto: &Aberto) -> Value {
    let tarefa = &aberto.vista.tarefa;
    let dados: Value = serde_json::from_str(&tarefa.dados).unwrap_or_default();
    json!({
        "titulo": tarefa.titulo,
        "quem": aberto.quem.nome,
        "vence": tarefa.vence_em.map(|micros| hora(Instante::de_micros(micros))),
        "fatos": aberto.processo.as_ref().map_or_else(|| soltos(&dados), |processo| da_fatura(processo, &dados)),
        "conferencia": dados["conferencia"],
    })
}

/// O que se decide numa fatura: de quem é, quanto, quando, e a do mês anterior.
fn da_fatura(processo: &Processo, dados: &Value) -> Vec<(String, String)> {
    let cnpj = processo.cliente_cnpj.parse::<Cnpj>().map_or_else(|_| processo.cliente_cnpj.clone(), |c| c.to_string());
    let mut fatos = vec![
        ("Cliente".to_owned(), processo.cliente_nome.clone()),
        ("CNPJ".to_owned(), cnpj),
        ("Operadora".to_owned(), processo.operadora_nome.clone()),
        ("Mês".to_owned(), mes(&processo.mes_ano)),
        ("Valor".to_owned(), reais(&dados["valor"])),
        ("Vencimento".to_owned(), dia(&dados["data_vencimento"])),
    ];
    if let Some(anterior) = dados["anterior"].as_object() {
        let de = anterior.get("mes_ano").and_then(Value::as_str).map(mes).unwrap_or_default();
        let valor = anterior.get("valor").map(reais).unwrap_or_default();
        fatos.push((format!("Em {de}"), valor));
    }
    fatos
}

/// De uma tarefa qualquer: o que os dados têm de simples.
fn soltos(dados: &Value) -> Vec<(String, String)> {
    let simples = |valor: &Value| !valor.is_object() && !valor.is_array() && !valor.is_null();
    let pares = dados.as_object().into_iter().flatten().filter(|(_, valor)| simples(valor));
    pares.map(|(nome, valor)| (em_palavras(nome), como_texto(valor))).collect()
}

/// Na hora de Brasília.
fn hora(instante: Instante) -> String {
    Fuso::default().no_lugar(instante).format("%d/%m/%Y às %H:%M").to_string()
}

fn mes(texto: &str) -> String {
    texto.parse::<MesAno>().map_or_else(|_| texto.to_owned(), MesAno::por_extenso_curto)
}

fn reais(valor: &Value) -> String {
    let lido = valor.as_str().and_then(|texto| texto.parse::<Dinheiro>().ok());
    lido.map_or_else(|| "não lido".to_owned(), |valor| valor.to_string())
}

fn dia(valor: &Value) -> String {
    let lido = valor.as_str().and_then(|texto| texto.parse::<chrono::NaiveDate>().ok());
    lido.map_or_else(|| "não lido".to_owned(), |data| data.format("%d/%m/%Y").to_string())
}

fn escrever(dados: Value) -> Result<Pagina, ErroAplicacao> {
    let modelo = MODELOS.get_template(PAGINA).map_err(ErroAplicacao::interno)?;
    modelo.render(Serde(&dados)).map(Pagina).map_err(ErroAplicacao::interno)
}
