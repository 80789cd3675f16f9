//! Trabalhos pedidos ao RPA externo: a intenção antes do pedido, o id dele logo depois, e como acabou.

use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use uuid::Uuid;

use crate::banco::{Parametro, grupo};
use crate::{ErroArmazem, Unidade, parametros};

/// Um trabalho guardado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct TrabalhoExterno {
    /// O nosso.
    pub id: Uuid,
    /// `INTENCAO` (o pedido pode ou não ter chegado), `CRIADO` ou `ENCERRADO`.
    pub situacao: String,
    /// O id que o RPA externo deu.
    pub trabalho: Option<String>,
    /// Como acabou: `CONCLUIDO`, `FALHOU`, `RECUSADO` (nunca chegou a existir), `INCERTO` ou `LIBERADO` (uma pessoa mandou pedir de novo).
    pub desfecho: Option<String>,
    /// Linhas de log distintas já copiadas.
    pub linhas: i64,
    /// Quando se pretendeu.
    pub data_criacao: i64,
}

/// Um trabalho que se vai pedir.
#[derive(Debug, Clone)]
pub struct TrabalhoPretendido {
    /// De quem é.
    pub instancia: InstanciaId,
    /// O que se pede: enquanto um desta chave não se encerra, não há outro.
    pub chave: String,
    /// Como o caminho da API a diz.
    pub operadora: String,
}

impl Unidade {
    /// O último trabalho com esta chave.
    pub async fn trabalho_externo(&mut self, chave: &str) -> Result<Option<TrabalhoExterno>, ErroArmazem> {
        self.con
            .linha(
                "SELECT id, situacao, trabalho, desfecho, linhas, data_criacao FROM trabalhos_externos
                 WHERE inquilino_id = $1 AND chave = $2 ORDER BY id DESC LIMIT 1",
                parametros![self.inquilino, chave],
            )
            .await
    }

    /// Grava a intenção. Nenhum se já há um vivo com a mesma chave.
    pub async fn pretender_trabalho(
        &mut self,
        novo: &TrabalhoPretendido,
        agora: Instante,
    ) -> Result<Option<Uuid>, ErroArmazem> {
        let id = Uuid::now_v7();
        let criadas = self
            .con
            .executar(
                "INSERT INTO trabalhos_externos (id, inquilino_id, instancia_id, chave, operadora, situacao, linhas,
                                                 data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, 'INTENCAO', 0, $6, $6) ON CONFLICT DO NOTHING",
                parametros![id, self.inquilino, novo.instancia, &novo.chave, &novo.operadora, agora],
            )
            .await?;
        Ok((criadas == 1).then_some(id))
    }

    /// Anota o id que o RPA externo deu.
    pub async fn trabalho_criado(&mut self, id: Uuid, trabalho: &str, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE trabalhos_externos SET situacao = 'CRIADO', trabalho = $3, data_atualizacao = $4
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, id, trabalho, agora],
            )
            .await?;
        Ok(())
    }

    /// Anota quantas linhas de log já se copiaram.
    pub async fn linhas_do_trabalho(&mut self, id: Uuid, linhas: i64, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE trabalhos_externos SET linhas = $3, data_atualizacao = $4 WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, id, linhas, agora],
            )
            .await?;
        Ok(())
    }

    /// Encerra um trabalho vivo; o encerrado fica como está.
    pub async fn encerrar_trabalho(&mut self, id: Uuid, desfecho: &str, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE trabalhos_externos SET situacao = 'ENCERRADO', desfecho = $3, data_atualizacao = $4
                 WHERE inquilino_id = $1 AND id = $2 AND situacao <> 'ENCERRADO'",
                parametros![self.inquilino, id, desfecho, agora],
            )
            .await?;
        Ok(())
    }

    /// Uma pessoa mandou pedir de novo o que não se sabe como acabou.
    pub async fn liberar_trabalhos(&mut self, instancia: InstanciaId, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE trabalhos_externos SET desfecho = 'LIBERADO', data_atualizacao = $3
                 WHERE inquilino_id = $1 AND instancia_id = $2 AND situacao = 'ENCERRADO' AND desfecho <> 'CONCLUIDO'",
                parametros![self.inquilino, instancia, agora],
            )
            .await?;
        Ok(())
    }

    /// Destes ids do RPA externo, os que já são de algum trabalho nosso.
    pub async fn trabalhos_conhecidos(&mut self, trabalhos: &[String]) -> Result<Vec<String>, ErroArmazem> {
        if trabalhos.is_empty() {
            return Ok(Vec::new());
        }
        let mut parametros = parametros![self.inquilino];
        parametros.extend(trabalhos.iter().map(Parametro::from));
        let sql = format!(
            "SELECT trabalho FROM trabalhos_externos WHERE inquilino_id = $1 AND trabalho IN {}",
            grupo(1, trabalhos.len())
        );
        let conhecidos: Vec<(String,)> = self.con.linhas(sql, parametros).await?;
        Ok(conhecidos.into_iter().map(|(trabalho,)| trabalho).collect())
    }

    /// Quantas intenções desta operadora ainda não se sabe se chegaram.
    pub async fn intencoes_externas(&mut self, operadora: &str) -> Result<i64, ErroArmazem> {
        let linha: Option<(i64,)> = self
            .con
            .linha(
                "SELECT COUNT(*) FROM trabalhos_externos
                 WHERE inquilino_id = $1 AND operadora = $2 AND situacao = 'INTENCAO'",
                parametros![self.inquilino, operadora],
            )
            .await?;
        Ok(linha.map_or(0, |(quantas,)| quantas))
    }
}
