//! O processo em JSON.

use esteira_aplicacao::processos::{DesfechoDaCriacao, EntradaDaLinha, ResultadoDoMes};
use esteira_armazem::faturas;
use esteira_base::{Instante, MesAno};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{dinheiro, instante, json};

/// Um processo: a fatura de um cliente num mês.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Processo {
    pub id: Uuid,
    pub cliente_id: Uuid,
    pub cliente_nome: String,
    pub cliente_cnpj: String,
    pub operadora_id: Uuid,
    pub operadora_codigo: String,
    pub operadora_nome: String,
    /// Instância do fluxo; nula se não há.
    pub instancia_id: Option<Uuid>,
    /// Hash de cadastro do cliente quando o processo nasceu.
    #[schema(example = "535b1f2c56529890")]
    pub hash_unico: String,
    #[schema(example = "2026-10")]
    pub mes_ano: String,
    /// `AGUARDANDO_DOWNLOAD`, `AGUARDANDO_APROVACAO`, `AGUARDANDO_ENVIO_SAT`, `UPLOAD_REALIZADO`, `REJEITADO`, `FALHOU` ou `CANCELADO`.
    #[schema(example = "AGUARDANDO_APROVACAO")]
    pub status_processo: String,
    /// Se há PDF em `/api/processos/{id}/fatura`.
    pub tem_fatura: bool,
    pub nome_fatura: Option<String>,
    /// BLAKE3 do PDF.
    pub resumo_fatura: Option<String>,
    #[schema(example = "2026-11-10")]
    pub data_vencimento: Option<String>,
    /// Em reais, exato.
    #[schema(example = "1234.56")]
    pub valor_fatura: Option<String>,
    /// O que se conferiu na fatura: `[{ item, resultado, mensagem }]`.
    #[schema(value_type = Option<Vec<Object>>)]
    pub conferencia: Option<Value>,
    pub aprovado_por_usuario_id: Option<Uuid>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub data_aprovacao: Option<Instante>,
    pub enviado_para_sat: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub data_envio_sat: Option<Instante>,
    pub comprovante_sat: Option<String>,
    pub upload_manual: bool,
    pub criado_automaticamente: bool,
    pub observacoes: Option<String>,
    /// Por que está REJEITADO, FALHOU ou CANCELADO.
    pub motivo: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<faturas::Processo> for Processo {
    fn from(p: faturas::Processo) -> Self {
        Self {
            id: p.id,
            cliente_id: p.cliente_id,
            cliente_nome: p.cliente_nome,
            cliente_cnpj: p.cliente_cnpj,
            operadora_id: p.operadora_id,
            operadora_codigo: p.operadora_codigo,
            operadora_nome: p.operadora_nome,
            instancia_id: p.instancia_id,
            hash_unico: p.hash_unico,
            mes_ano: p.mes_ano,
            status_processo: p.status_processo,
            tem_fatura: p.caminho_s3_fatura.is_some(),
            nome_fatura: p.nome_fatura,
            resumo_fatura: p.resumo_fatura,
            data_vencimento: p.data_vencimento,
            valor_fatura: p.valor_fatura.map(dinheiro),
            conferencia: p.conferencia.as_deref().map(json),
            aprovado_por_usuario_id: p.aprovado_por_usuario_id,
            data_aprovacao: p.data_aprovacao.map(instante),
            enviado_para_sat: p.enviado_para_sat,
            data_envio_sat: p.data_envio_sat.map(instante),
            comprovante_sat: p.comprovante_sat,
            upload_manual: p.upload_manual,
            criado_automaticamente: p.criado_automaticamente,
            observacoes: p.observacoes,
            motivo: p.motivo,
            data_criacao: instante(p.data_criacao),
            data_atualizacao: instante(p.data_atualizacao),
        }
    }
}

/// Que mês criar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MesPedido {
    #[schema(value_type = String, example = "2026-10")]
    pub mes_ano: MesAno,
    /// Só os clientes desta operadora; sem ela, de todas as ativas.
    #[serde(default)]
    pub operadora_id: Option<Uuid>,
}

/// O que houve com cada cliente.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MesCriado {
    pub criados: usize,
    pub ja_existiam: usize,
    pub falharam: usize,
    pub itens: Vec<ClienteDoMes>,
}

/// O que houve com um cliente.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClienteDoMes {
    pub cliente_id: Uuid,
    pub cliente_nome: String,
    pub processo_id: Option<Uuid>,
    /// `criado`, `ja_existia` ou `falhou`.
    #[schema(example = "criado")]
    pub desfecho: &'static str,
    /// Por que falhou.
    pub motivo: Option<String>,
}

impl From<Vec<ResultadoDoMes>> for MesCriado {
    fn from(resultados: Vec<ResultadoDoMes>) -> Self {
        let itens: Vec<ClienteDoMes> = resultados.into_iter().map(Into::into).collect();
        let quantos = |desfecho| itens.iter().filter(|item| item.desfecho == desfecho).count();
        Self { criados: quantos("criado"), ja_existiam: quantos("ja_existia"), falharam: quantos("falhou"), itens }
    }
}

impl From<ResultadoDoMes> for ClienteDoMes {
    fn from(resultado: ResultadoDoMes) -> Self {
        let (desfecho, motivo) = match resultado.desfecho {
            DesfechoDaCriacao::Criado => ("criado", None),
            DesfechoDaCriacao::JaExistia => ("ja_existia", None),
            DesfechoDaCriacao::Falhou(motivo) => ("falhou", Some(motivo)),
        };
        Self {
            cliente_id: resultado.cliente.id.into(),
            cliente_nome: resultado.cliente.nome_sat,
            processo_id: resultado.processo.map(Into::into),
            desfecho,
            motivo,
        }
    }
}

/// Um fato da linha do tempo.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Fato {
    #[schema(value_type = String, format = DateTime)]
    pub quando: Instante,
    /// `fluxo`, `execucao` ou `notificacao`.
    #[schema(example = "fluxo")]
    pub origem: &'static str,
    pub tipo: String,
    #[schema(value_type = Object)]
    pub dados: Value,
}

impl From<EntradaDaLinha> for Fato {
    fn from(entrada: EntradaDaLinha) -> Self {
        Self { quando: entrada.quando, origem: entrada.origem, tipo: entrada.tipo, dados: entrada.dados }
    }
}

/// Por que se reabre.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reabertura {
    #[serde(default)]
    pub observacao: Option<String>,
}

/// Por que se cancela.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cancelamento {
    #[schema(example = "cliente encerrou o contrato")]
    pub motivo: String,
}

/// Por que se autoriza.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Autorizacao {
    #[schema(example = "o portal está fora desde o dia 3; a operadora mandou por e-mail")]
    pub motivo: String,
}

/// De que processo.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisparoDeProcesso {
    pub processo_id: Uuid,
}
