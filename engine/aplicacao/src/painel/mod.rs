//! O painel: onde está cada processo do mês, como vão as execuções e o que espera.

mod contas;

use std::time::Duration;

use chrono::NaiveDate;
use esteira_armazem::cadastro::FiltroDeOperadoras;
use esteira_armazem::painel::Pendencias;
use esteira_base::{Instante, MesAno};
use esteira_dominio::usuario::Acao;
use esteira_motor::agenda::Fuso;
use serde::Serialize;
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem};

pub use contas::{PorStatus, QuantasExecucoes};

/// Até quantos dias para trás se contam execuções.
pub const MAXIMO_DE_DIAS: u32 = 366;
/// Quantos meses, até o pedido, se mostram em sequência.
const MESES: usize = 12;
/// Quantos códigos de erro se mostram.
const ERROS: u32 = 10;
/// Quantas operadoras se nomeiam.
const OPERADORAS: u32 = 500;

/// De quando se quer o painel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PedidoDePainel {
    /// Sem ele, o mês corrente, em Brasília.
    pub mes_ano: Option<MesAno>,
    /// As execuções dos últimos dias; sem ele, 30.
    pub dias: Option<u32>,
}

/// O painel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Painel {
    pub mes_ano: MesAno,
    /// Os processos do mês.
    pub processos: PorStatus,
    /// Os mesmos, por operadora, a de mais processos primeiro.
    pub operadoras: Vec<DaOperadora>,
    /// Este mês e os anteriores, do mais velho ao mais novo.
    pub meses: Vec<DoMes>,
    /// Quantos dias contam para o que segue.
    pub dias: u32,
    /// Downloads, envios e uploads.
    pub execucoes: Vec<QuantasExecucoes>,
    /// Os códigos de erro mais frequentes.
    pub erros: Vec<Erro>,
    pub pendencias: Espera,
}

/// Uma operadora no mês.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DaOperadora {
    pub operadora_id: Uuid,
    pub codigo: String,
    pub nome: String,
    pub processos: PorStatus,
}

/// Um mês.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoMes {
    pub mes_ano: MesAno,
    pub processos: PorStatus,
}

/// Um código de erro.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Erro {
    pub codigo: String,
    pub quantas: i64,
}

/// O que espera agora, em qualquer fluxo.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "os nomes são os de `Pendencias`, no armazém")]
pub struct Espera {
    pub tarefas_abertas: i64,
    pub tarefas_vencidas: i64,
    pub na_fila: i64,
    pub em_execucao: i64,
    pub em_atencao: i64,
    pub clientes_ativos: i64,
}

/// O painel, agora.
pub async fn ver(app: &Aplicacao, quem: &Quem, pedido: PedidoDePainel) -> Result<Painel, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let dias = pedido.dias.unwrap_or(30);
    if !(1..=MAXIMO_DE_DIAS).contains(&dias) {
        let mensagem = format!("use de 1 a {MAXIMO_DE_DIAS}");
        return Err(ErroAplicacao::campo("dias", "invalido", mensagem));
    }
    let agora = app.relogio.agora();
    let mes_ano = match pedido.mes_ano {
        Some(mes_ano) => mes_ano,
        None => MesAno::da_data(hoje(agora)).map_err(ErroAplicacao::interno)?,
    };
    let desde = agora.menos(Duration::from_secs(u64::from(dias) * 86_400));
    let primeiro = (1..MESES).fold(mes_ano, |mes, _| mes.anterior());

    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let todas = FiltroDeOperadoras { limite: OPERADORAS, ..FiltroDeOperadoras::default() };
    let nomes = unidade.operadoras(&todas).await?.itens;
    let do_mes = unidade.contar_processos(&mes_ano.to_string()).await?;
    let dos_meses = unidade.contar_meses(&primeiro.to_string(), &mes_ano.to_string()).await?;
    let execucoes = unidade.contar_execucoes(desde).await?;
    let erros = unidade.contar_erros(desde, ERROS).await?;
    let pendencias = unidade.contar_pendencias(agora).await?;

    let operadoras = nomes.into_iter().map(|guardada| (guardada.operadora.id.0, guardada.operadora));
    Ok(Painel {
        mes_ano,
        processos: do_mes.iter().map(|c| (c.status_processo.as_str(), c.quantos)).collect(),
        operadoras: contas::por_operadora(&do_mes, &operadoras.collect()),
        meses: contas::por_mes(&dos_meses, primeiro, mes_ano),
        dias,
        execucoes: contas::por_tipo(&execucoes),
        erros: erros.into_iter().map(|e| Erro { codigo: e.codigo_erro, quantas: e.quantas }).collect(),
        pendencias: pendencias.into(),
    })
}

fn hoje(agora: Instante) -> NaiveDate {
    Fuso::default().no_lugar(agora).date_naive()
}

impl From<Pendencias> for Espera {
    fn from(p: Pendencias) -> Self {
        let Pendencias { tarefas_abertas, tarefas_vencidas, na_fila, em_execucao, em_atencao, clientes_ativos } = p;
        Self { tarefas_abertas, tarefas_vencidas, na_fila, em_execucao, em_atencao, clientes_ativos }
    }
}
