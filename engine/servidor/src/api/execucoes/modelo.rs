//! A execução em JSON.

use esteira_armazem::faturas;
use esteira_base::Instante;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{instante, json};

/// Uma tentativa de baixar, enviar ou subir uma fatura.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Execucao {
    pub id: Uuid,
    pub processo_id: Uuid,
    /// `DOWNLOAD_FATURA`, `UPLOAD_SAT` ou `UPLOAD_MANUAL`.
    #[schema(example = "DOWNLOAD_FATURA")]
    pub tipo_execucao: String,
    /// `EXECUTANDO`, `CONCLUIDO`, `FALHOU`, `TENTANDO_NOVAMENTE`, `CANCELADO` ou `TIMEOUT`.
    #[schema(example = "CONCLUIDO")]
    pub status_execucao: String,
    pub numero_tentativa: i64,
    /// Sem segredos.
    #[schema(value_type = Object)]
    pub parametros_entrada: Value,
    #[schema(value_type = Option<Object>)]
    pub resultado_saida: Option<Value>,
    pub mensagem_log: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub detalhes_erro: Option<Value>,
    pub plugin: Option<String>,
    pub plugin_resumo: Option<String>,
    pub executado_por_usuario_id: Option<Uuid>,
    pub ip_origem: Option<String>,
    pub user_agent: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub data_inicio: Instante,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub data_fim: Option<Instante>,
}

impl From<faturas::Execucao> for Execucao {
    fn from(e: faturas::Execucao) -> Self {
        Self {
            id: e.id,
            processo_id: e.processo_id,
            tipo_execucao: e.tipo_execucao,
            status_execucao: e.status_execucao,
            numero_tentativa: e.numero_tentativa,
            parametros_entrada: json(&e.parametros_entrada),
            resultado_saida: e.resultado_saida.as_deref().map(json),
            mensagem_log: e.mensagem_log,
            detalhes_erro: e.detalhes_erro.as_deref().map(json),
            plugin: e.plugin,
            plugin_resumo: e.plugin_resumo,
            executado_por_usuario_id: e.executado_por_usuario_id,
            ip_origem: e.ip_origem,
            user_agent: e.user_agent,
            data_inicio: instante(e.data_inicio),
            data_fim: e.data_fim.map(instante),
        }
    }
}

/// Uma execução com os seus arquivos.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExecucaoComArquivos {
    #[serde(flatten)]
    pub execucao: Execucao,
    pub arquivos: Vec<ArquivoDaExecucao>,
}

/// Um arquivo: fatura, captura de tela, HTML, linha do tempo.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArquivoDaExecucao {
    pub id: Uuid,
    pub rotulo: String,
    pub nome: String,
    #[schema(example = "image/png")]
    pub tipo_mime: String,
    /// Em bytes.
    pub tamanho: i64,
}

impl From<faturas::ArquivoDaExecucao> for ArquivoDaExecucao {
    fn from(a: faturas::ArquivoDaExecucao) -> Self {
        Self { id: a.id, rotulo: a.rotulo, nome: a.nome, tipo_mime: a.tipo_mime, tamanho: a.tamanho }
    }
}

/// Uma linha de log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Linha {
    /// Passe em `depois_de` para ver as seguintes.
    pub numero: i64,
    #[schema(value_type = String, format = DateTime)]
    pub quando: Instante,
    #[schema(example = "informacao")]
    pub nivel: String,
    pub etapa: Option<String>,
    pub mensagem: String,
    #[schema(value_type = Object)]
    pub campos: Value,
}

impl From<faturas::LinhaDaExecucao> for Linha {
    fn from(l: faturas::LinhaDaExecucao) -> Self {
        Self {
            numero: l.numero,
            quando: instante(l.quando),
            nivel: l.nivel,
            etapa: l.etapa,
            mensagem: l.mensagem,
            campos: json(&l.campos),
        }
    }
}
