//! Uma exportação encomendada, como a API a mostra.

use esteira_armazem::encomendas::Encomenda;
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::instante;

/// O que se encomenda.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NovaExportacao {
    pub lista: ListaExportavel,
    /// `csv` ou `xlsx`.
    #[schema(example = "xlsx")]
    pub formato: String,
    /// Os mesmos filtros da lista, sem `limite` nem `depois_de`; sem ele, tudo.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "mes_ano": "2026-10" }))]
    pub filtro: Value,
}

/// Que lista.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListaExportavel {
    Processos,
    Execucoes,
    /// As tarefas que quem pede pode decidir, ou decidiu.
    Aprovacoes,
    /// Só o administrador.
    Auditoria,
}

/// Uma exportação encomendada.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Exportacao {
    pub id: Uuid,
    /// A lista.
    #[schema(example = "processos")]
    pub lista: String,
    #[serde(flatten)]
    pub andamento: Andamento,
    /// Onde buscar o arquivo; nulo enquanto não está pronto.
    pub arquivo: Option<String>,
    /// Em bytes.
    pub tamanho: Option<i64>,
    /// Até quando se busca.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub vence_em: Option<Instante>,
}

/// Em que pé está o que se encomendou.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Andamento {
    /// `PENDENTE`, `EM_CURSO`, `CONCLUIDA`, `FALHOU` ou `CANCELADA`.
    #[schema(example = "EM_CURSO")]
    pub estado: String,
    pub pedida_por: String,
    /// Linhas já feitas.
    pub feitas: i64,
    /// De quantas, se já se sabe.
    pub total: Option<i64>,
    /// Por que falhou.
    pub erro: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub data_fim: Option<Instante>,
}

impl From<&Encomenda> for Andamento {
    fn from(encomenda: &Encomenda) -> Self {
        Self {
            estado: encomenda.estado.clone(),
            pedida_por: encomenda.usuario_nome.clone(),
            feitas: encomenda.feitas,
            total: encomenda.total,
            erro: encomenda.erro.clone(),
            data_criacao: instante(encomenda.data_criacao),
            data_fim: encomenda.data_fim.map(instante),
        }
    }
}

impl From<Encomenda> for Exportacao {
    fn from(encomenda: Encomenda) -> Self {
        Self {
            id: encomenda.id,
            andamento: Andamento::from(&encomenda),
            arquivo: encomenda.arquivo_chave.map(|_| format!("/api/exportacoes/{}/arquivo", encomenda.id)),
            tamanho: encomenda.arquivo_tamanho,
            vence_em: encomenda.vence_em.map(instante),
            lista: encomenda.nome,
        }
    }
}
