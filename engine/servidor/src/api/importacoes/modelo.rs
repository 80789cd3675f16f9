//! Uma importação encomendada, como a API a mostra.

use esteira_armazem::encomendas::Encomenda;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::exportacoes::Andamento;
use crate::api::guardado::json;

/// Uma importação encomendada.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportacaoEncomendada {
    pub id: Uuid,
    /// O nome da planilha.
    #[schema(example = "clientes.xlsx")]
    pub planilha: String,
    #[serde(flatten)]
    pub andamento: Andamento,
    /// As contas: `simulada`, `criados`, `alterados`, `iguais`, `recusados`, `colunas_ignoradas`; nulo até acabar.
    #[schema(value_type = Option<Object>)]
    pub resultado: Option<Value>,
    /// Onde está o relatório, linha a linha; o do que já se fez, enquanto anda.
    pub relatorio: String,
}

impl From<Encomenda> for ImportacaoEncomendada {
    fn from(encomenda: Encomenda) -> Self {
        Self {
            id: encomenda.id,
            andamento: Andamento::from(&encomenda),
            resultado: encomenda.resultado.as_deref().map(json),
            relatorio: format!("/api/importacoes/{}/relatorio/xlsx", encomenda.id),
            planilha: encomenda.nome,
        }
    }
}
