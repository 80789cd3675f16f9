//! O relatório de uma importação, linha a linha.

use esteira_base::ids::EncomendaId;
use uuid::Uuid;

use crate::{ErroArmazem, Unidade, parametros};

/// O que houve com uma linha da planilha.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "as colunas são as da migração")]
pub struct LinhaDaImportacao {
    pub numero: i64,
    pub cliente: String,
    pub desfecho: String,
    pub cliente_id: Option<Uuid>,
    pub mensagens: String,
}

impl Unidade {
    /// Acrescenta linhas ao relatório.
    pub async fn anotar_linhas_da_importacao(
        &mut self,
        encomenda: EncomendaId,
        linhas: &[LinhaDaImportacao],
    ) -> Result<(), ErroArmazem> {
        let inquilino = self.inquilino;
        let linhas = linhas
            .iter()
            .map(|l| parametros![inquilino, encomenda, l.numero, &l.cliente, &l.desfecho, l.cliente_id, &l.mensagens])
            .collect();
        let cabeca = "INSERT INTO importacao_linhas (inquilino_id, encomenda_id, numero, cliente, desfecho, cliente_id, mensagens)";
        self.con.inserir_varias(cabeca, linhas).await
    }

    /// As linhas do relatório depois da de número dado, na ordem da planilha.
    pub async fn linhas_da_importacao(
        &mut self,
        encomenda: EncomendaId,
        depois_de: i64,
        limite: u32,
    ) -> Result<Vec<LinhaDaImportacao>, ErroArmazem> {
        let sql = "SELECT numero, cliente, desfecho, cliente_id, mensagens FROM importacao_linhas
                   WHERE inquilino_id = $1 AND encomenda_id = $2 AND numero > $3 ORDER BY numero LIMIT $4";
        self.con.linhas(sql, parametros![self.inquilino, encomenda, depois_de, limite]).await
    }

    /// Quantas linhas tiveram cada desfecho, e o número da última.
    pub async fn contas_da_importacao(
        &mut self,
        encomenda: EncomendaId,
    ) -> Result<Vec<(String, i64, i64)>, ErroArmazem> {
        let sql = "SELECT desfecho, COUNT(*), MAX(numero) FROM importacao_linhas
                   WHERE inquilino_id = $1 AND encomenda_id = $2 GROUP BY desfecho ORDER BY desfecho";
        self.con.linhas(sql, parametros![self.inquilino, encomenda]).await
    }
}
