//! O agendamento em JSON.

use std::time::Duration;

use esteira_aplicacao::agendamentos::{self, NovoAgendamento};
use esteira_armazem::agenda;
use esteira_base::{Duracao, Instante};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{instante, json};
use crate::resposta::ComRevisao;

/// O que se manda para criar ou alterar. Ao alterar, vale o cadastro inteiro: o que falta volta ao padrão.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgendamentoEnviado {
    /// Único, até 100 caracteres.
    #[schema(example = "Processos do mês")]
    pub nome_agendamento: String,
    #[serde(default)]
    pub descricao: Option<String>,
    /// Cinco campos: minuto, hora, dia do mês, mês, dia da semana (0 = domingo). Confira em `POST /api/agendamentos/conferir`.
    #[schema(example = "0 6 1 * *")]
    pub cron_expressao: String,
    /// Nome da base IANA; sem ele, `America/Sao_Paulo`.
    #[serde(default)]
    #[schema(example = "America/Sao_Paulo")]
    pub fuso: Option<String>,
    /// `CRIAR_PROCESSOS_MENSAIS`, `INICIAR_FLUXO`, `ENVIAR_RELATORIOS`, `APLICAR_RETENCAO`, `LIMPEZA_LOGS`, `BACKUP_DADOS` ou `SONDAR_PLUGINS`.
    #[schema(example = "CRIAR_PROCESSOS_MENSAIS")]
    pub tipo_agendamento: String,
    /// De `CRIAR_PROCESSOS_MENSAIS`: `operadora_id`, se é só de uma. De `INICIAR_FLUXO`: `fluxo` e `entrada`, em que textos podem trazer
    /// `${ agenda.mes_ano }`, `${ agenda.mes_ano_anterior }`, `${ agenda.data }`, `${ agenda.previsto_em }` e `${ agenda.nome }`.
    /// De `ENVIAR_RELATORIOS`: `relatorio` (`PROCESSOS_POR_ESTADO` ou `PROCESSOS`), `mes` (`ATUAL` ou `ANTERIOR`), `formato` (`XLSX` ou `CSV`) e
    /// `para` (e-mails ou grupos; sem ele, quem as regras do acontecimento `relatorio` dizem).
    /// De `APLICAR_RETENCAO`: `especies`, se não são todas. De `BACKUP_DADOS`: `manter`, quantas cópias ficam (7).
    #[serde(default)]
    #[schema(value_type = Object)]
    pub parametros_execucao: Value,
    /// Se a anterior ainda corre: `PULAR` (padrão), `ENFILEIRAR_UMA` ou `PERMITIR`.
    #[serde(default)]
    pub sobreposicao: Option<String>,
    /// Do que se perdeu numa parada: `NENHUMA`, `ULTIMA` (padrão) ou `TODAS`, as da janela.
    #[serde(default)]
    pub perdidas: Option<String>,
    /// Só com `TODAS`: até quão velha uma hora ainda corre. Sem ela, `1d`.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub janela_perdidas: Option<String>,
    #[serde(default = "ativo")]
    #[schema(default = true)]
    pub status_ativo: bool,
}

fn ativo() -> bool {
    true
}

impl From<AgendamentoEnviado> for NovoAgendamento {
    fn from(enviado: AgendamentoEnviado) -> Self {
        Self {
            nome_agendamento: enviado.nome_agendamento,
            descricao: enviado.descricao,
            cron_expressao: enviado.cron_expressao,
            fuso: enviado.fuso,
            tipo_agendamento: enviado.tipo_agendamento,
            parametros_execucao: enviado.parametros_execucao,
            sobreposicao: enviado.sobreposicao,
            perdidas: enviado.perdidas,
            janela_perdidas: enviado.janela_perdidas,
            status_ativo: enviado.status_ativo,
        }
    }
}

/// Um agendamento.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Agendamento {
    pub id: Uuid,
    #[schema(example = "Processos do mês")]
    pub nome_agendamento: String,
    pub descricao: Option<String>,
    #[schema(example = "0 6 1 * *")]
    pub cron_expressao: String,
    /// O cron em palavras.
    #[schema(example = "às 06:00 do dia 1 de cada mês")]
    pub em_palavras: Option<String>,
    #[schema(example = "America/Sao_Paulo")]
    pub fuso: String,
    #[schema(example = "CRIAR_PROCESSOS_MENSAIS")]
    pub tipo_agendamento: String,
    #[schema(value_type = Object)]
    pub parametros_execucao: Value,
    #[schema(example = "PULAR")]
    pub sobreposicao: String,
    #[schema(example = "ULTIMA")]
    pub perdidas: String,
    #[schema(example = json!(null))]
    pub janela_perdidas: Option<String>,
    /// Desligado = pausado.
    pub status_ativo: bool,
    /// Nula se está pausado ou o calendário acabou.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub proxima_execucao: Option<Instante>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ultima_execucao: Option<Instante>,
    /// A mesma do `ETag`.
    #[schema(example = 1)]
    pub revisao: i64,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<agenda::Agendamento> for Agendamento {
    fn from(a: agenda::Agendamento) -> Self {
        let janela = a.janela_perdidas.and_then(|micros| u64::try_from(micros).ok());
        Self {
            em_palavras: agendamentos::em_palavras(&a),
            id: a.id,
            nome_agendamento: a.nome_agendamento,
            descricao: a.descricao,
            cron_expressao: a.cron_expressao,
            fuso: a.fuso,
            tipo_agendamento: a.tipo_agendamento,
            parametros_execucao: json(&a.parametros_execucao),
            sobreposicao: a.sobreposicao,
            perdidas: a.perdidas,
            janela_perdidas: janela.map(|micros| Duracao(Duration::from_micros(micros)).to_string()),
            status_ativo: a.status_ativo,
            proxima_execucao: a.proxima_execucao.map(instante),
            ultima_execucao: a.ultima_execucao.map(instante),
            revisao: a.revisao,
            data_criacao: instante(a.data_criacao),
            data_atualizacao: instante(a.data_atualizacao),
        }
    }
}

impl From<agenda::Agendamento> for ComRevisao<Agendamento> {
    fn from(guardado: agenda::Agendamento) -> Self {
        Self { revisao: guardado.revisao, corpo: guardado.into() }
    }
}

/// Uma vez em que chegou a hora de um agendamento.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Disparo {
    /// Derivado do agendamento e da hora: a mesma hora nunca tem dois.
    pub id: Uuid,
    pub agendamento_id: Uuid,
    #[schema(value_type = String, format = DateTime)]
    pub previsto_em: Instante,
    /// `PENDENTE`, `EM_CURSO`, `INICIADO` (o fluxo começou), `CONCLUIDO`, `CANCELADO`, `FALHOU`, `PULADO` (a anterior ainda corria) ou
    /// `PERDIDO` (não havia quem corresse).
    #[schema(example = "CONCLUIDO")]
    pub situacao: String,
    /// Quem mandou executar agora; nulo se foi a hora.
    pub pedido_por: Option<String>,
    pub instancia_id: Option<Uuid>,
    /// O que se fez, ou por que não se fez.
    #[schema(example = "2026-11: 12 criados, 0 já existiam")]
    pub mensagem: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<agenda::Disparo> for Disparo {
    fn from(d: agenda::Disparo) -> Self {
        Self {
            id: d.id,
            agendamento_id: d.agendamento_id,
            previsto_em: instante(d.previsto_em),
            situacao: d.situacao,
            pedido_por: d.pedido_por,
            instancia_id: d.instancia_id,
            mensagem: d.mensagem,
            data_criacao: instante(d.data_criacao),
            data_atualizacao: instante(d.data_atualizacao),
        }
    }
}

/// Uma hora do calendário.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hora {
    #[schema(value_type = String, format = DateTime, example = "2026-12-01T09:00:00.000000Z")]
    pub instante: Instante,
    /// A mesma, como se diz no fuso da agenda.
    #[schema(example = "2026-12-01T06:00:00-03:00")]
    pub no_lugar: String,
}

impl From<agendamentos::Hora> for Hora {
    fn from(hora: agendamentos::Hora) -> Self {
        Self { instante: hora.instante, no_lugar: hora.no_lugar }
    }
}

/// Um cron que ainda se escreve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CronEnviado {
    #[schema(example = "0 8 * * 1-5")]
    pub cron_expressao: String,
    /// Sem ele, `America/Sao_Paulo`.
    #[serde(default)]
    pub fuso: Option<String>,
}

/// O que um cron quer dizer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CronConferido {
    #[schema(example = "às 08:00, de segunda a sexta-feira")]
    pub em_palavras: String,
    #[schema(example = "America/Sao_Paulo")]
    pub fuso: String,
    /// As cinco próximas.
    pub proximas: Vec<Hora>,
}

impl From<agendamentos::Conferencia> for CronConferido {
    fn from(conferido: agendamentos::Conferencia) -> Self {
        Self {
            em_palavras: conferido.em_palavras,
            fuso: conferido.fuso,
            proximas: conferido.proximas.into_iter().map(Into::into).collect(),
        }
    }
}
