//! As outras faturas, contra as quais uma se confere: a mesma noutro processo, e as dos meses anteriores do cliente.

use esteira_base::ids::ProcessoId;
use uuid::Uuid;

use crate::{ErroArmazem, Unidade, parametros};

/// Um processo com a mesma fatura.
#[derive(Debug, Clone, PartialEq)]
pub struct FaturaRepetida {
    /// Nome do cliente no SAT.
    pub cliente: String,
    /// `AAAA-MM`.
    pub mes_ano: String,
    /// É o mesmo arquivo; senão, o mesmo código de barras.
    pub mesmo_arquivo: bool,
}

/// A fatura de um mês anterior.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FaturaAnterior {
    /// `AAAA-MM`.
    pub mes_ano: String,
    /// Centavos.
    pub valor_fatura: Option<i64>,
    /// `AAAA-MM-DD`.
    pub data_vencimento: Option<String>,
}

/// O processo ainda tem a fatura por sua: o rejeitado, o reaberto e o cancelado já a largaram.
const TEM_A_FATURA: &str = "NOT IN ('CANCELADO', 'REJEITADO', 'AGUARDANDO_DOWNLOAD')";

impl Unidade {
    /// Outro processo, de qualquer cliente, com este arquivo ou, se não há, com este código de barras.
    pub async fn fatura_repetida(
        &mut self,
        processo: ProcessoId,
        resumo: &str,
        codigo_barras: Option<&str>,
    ) -> Result<Option<FaturaRepetida>, ErroArmazem> {
        for (coluna, valor) in [("resumo_fatura", Some(resumo)), ("codigo_barras", codigo_barras)] {
            let Some(valor) = valor else { continue };
            let sql = format!(
                "SELECT c.nome_sat, p.mes_ano
                 FROM processos p JOIN clientes c ON c.id = p.cliente_id
                 WHERE p.inquilino_id = $1 AND p.{coluna} = $2 AND p.id <> $3 AND p.status_processo {TEM_A_FATURA}
                 ORDER BY p.id LIMIT 1"
            );
            let achada: Option<(String, String)> =
                self.con.linha(sql, parametros![self.inquilino, valor, processo]).await?;
            if let Some((cliente, mes_ano)) = achada {
                return Ok(Some(FaturaRepetida { cliente, mes_ano, mesmo_arquivo: coluna == "resumo_fatura" }));
            }
        }
        Ok(None)
    }

    /// As faturas dos últimos meses do cliente antes deste, a mais nova primeiro.
    pub async fn faturas_anteriores(
        &mut self,
        cliente: Uuid,
        mes_ano: &str,
        quantas: u32,
    ) -> Result<Vec<FaturaAnterior>, ErroArmazem> {
        self.con
            .linhas(
                format!(
                    "SELECT mes_ano, valor_fatura, data_vencimento FROM processos
                     WHERE inquilino_id = $1 AND cliente_id = $2 AND mes_ano < $3 AND caminho_s3_fatura IS NOT NULL
                       AND status_processo {TEM_A_FATURA}
                     ORDER BY mes_ano DESC LIMIT $4"
                ),
                parametros![self.inquilino, cliente, mes_ano, i64::from(quantas)],
            )
            .await
    }
}
