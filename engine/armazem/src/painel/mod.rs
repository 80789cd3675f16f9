//! As contagens do painel: processos por estado, operadora e mês; execuções por desfecho; erros por código.
//!
//! Só conta. O que as contagens querem dizer (taxas, médias) é de quem pergunta.

use esteira_base::Instante;
use uuid::Uuid;

use crate::{ErroArmazem, Unidade, parametros};

/// Processos de uma operadora num estado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ProcessosContados {
    /// De que operadora.
    pub operadora_id: Uuid,
    /// `status_processo`.
    pub status_processo: String,
    /// Quantos.
    pub quantos: i64,
}

/// Processos de um mês num estado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct MesContado {
    /// `AAAA-MM`.
    pub mes_ano: String,
    /// `status_processo`.
    pub status_processo: String,
    /// Quantos.
    pub quantos: i64,
}

/// Execuções de um tipo num estado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ExecucoesContadas {
    /// `tipo_execucao`.
    pub tipo_execucao: String,
    /// `status_execucao`.
    pub status_execucao: String,
    /// Quantas.
    pub quantas: i64,
    /// Das que acabaram, quanto duraram ao todo (µs).
    pub duracao_total: i64,
    /// Das que acabaram, a mais longa (µs).
    pub duracao_maxima: i64,
}

/// Um código de erro e quantas execuções acabaram nele.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ErroContado {
    /// O código.
    pub codigo_erro: String,
    /// Quantas.
    pub quantas: i64,
}

/// O que espera agora.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Pendencias {
    /// Tarefas abertas.
    pub tarefas_abertas: i64,
    /// Das abertas, as que passaram do vencimento.
    pub tarefas_vencidas: i64,
    /// Trabalhos prontos que ninguém pegou.
    pub na_fila: i64,
    /// Trabalhos que um nó está fazendo.
    pub em_execucao: i64,
    /// Instâncias paradas por incidente.
    pub em_atencao: i64,
    /// Clientes ativos.
    pub clientes_ativos: i64,
}

impl Unidade {
    /// Os processos do mês, por operadora e estado.
    pub async fn contar_processos(&mut self, mes_ano: &str) -> Result<Vec<ProcessosContados>, ErroArmazem> {
        self.con
            .linhas(
                "SELECT operadora_id, status_processo, COUNT(*) AS quantos FROM processos
                 WHERE inquilino_id = $1 AND mes_ano = $2 GROUP BY operadora_id, status_processo",
                parametros![self.inquilino, mes_ano],
            )
            .await
    }

    /// Os processos de cada mês, de um a outro (`AAAA-MM`, os dois inclusive), por estado.
    pub async fn contar_meses(&mut self, de: &str, ate: &str) -> Result<Vec<MesContado>, ErroArmazem> {
        self.con
            .linhas(
                "SELECT mes_ano, status_processo, COUNT(*) AS quantos FROM processos
                 WHERE inquilino_id = $1 AND mes_ano >= $2 AND mes_ano <= $3
                 GROUP BY mes_ano, status_processo ORDER BY mes_ano",
                parametros![self.inquilino, de, ate],
            )
            .await
    }

    /// As execuções começadas de um instante em diante.
    pub async fn contar_execucoes(&mut self, desde: Instante) -> Result<Vec<ExecucoesContadas>, ErroArmazem> {
        self.con
            .linhas(
                "SELECT tipo_execucao, status_execucao, COUNT(*) AS quantas,
                        CAST(COALESCE(SUM(data_fim - data_inicio), 0) AS BIGINT) AS duracao_total,
                        CAST(COALESCE(MAX(data_fim - data_inicio), 0) AS BIGINT) AS duracao_maxima
                 FROM execucoes WHERE inquilino_id = $1 AND data_inicio >= $2
                 GROUP BY tipo_execucao, status_execucao",
                parametros![self.inquilino, desde],
            )
            .await
    }

    /// Os códigos de erro mais frequentes, de um instante em diante.
    pub async fn contar_erros(&mut self, desde: Instante, limite: u32) -> Result<Vec<ErroContado>, ErroArmazem> {
        self.con
            .linhas(
                "SELECT codigo_erro, COUNT(*) AS quantas FROM execucoes
                 WHERE inquilino_id = $1 AND data_inicio >= $2 AND codigo_erro IS NOT NULL
                 GROUP BY codigo_erro ORDER BY quantas DESC, codigo_erro LIMIT $3",
                parametros![self.inquilino, desde, i64::from(limite)],
            )
            .await
    }

    /// O que espera agora.
    pub async fn contar_pendencias(&mut self, agora: Instante) -> Result<Pendencias, ErroArmazem> {
        let contadas = self
            .con
            .linha(
                "SELECT (SELECT COUNT(*) FROM tarefas WHERE inquilino_id = $1) AS tarefas_abertas,
                        (SELECT COUNT(*) FROM tarefas WHERE inquilino_id = $1 AND vencida) AS tarefas_vencidas,
                        (SELECT COUNT(*) FROM fila WHERE inquilino_id = $1 AND tipo = 'TRABALHO' AND no_id IS NULL
                            AND visivel_em <= $2) AS na_fila,
                        (SELECT COUNT(*) FROM fila WHERE inquilino_id = $1 AND tipo = 'TRABALHO' AND no_id IS NOT NULL)
                            AS em_execucao,
                        (SELECT COUNT(*) FROM instancias WHERE inquilino_id = $1 AND situacao = 'PRECISA_DE_ATENCAO')
                            AS em_atencao,
                        (SELECT COUNT(*) FROM clientes WHERE inquilino_id = $1 AND status_ativo) AS clientes_ativos",
                parametros![self.inquilino, agora],
            )
            .await?;
        Ok(contadas.unwrap_or(Pendencias {
            tarefas_abertas: 0,
            tarefas_vencidas: 0,
            na_fila: 0,
            em_execucao: 0,
            em_atencao: 0,
            clientes_ativos: 0,
        }))
    }
}
