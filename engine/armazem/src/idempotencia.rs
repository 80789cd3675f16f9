//! Pedidos já atendidos, pela chave que quem pede lhes deu.

use esteira_base::Instante;
use uuid::Uuid;

use crate::{Armazem, ErroArmazem, Unidade, parametros};

/// O que se guardou de um pedido.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PedidoIdempotente {
    /// Resumo do que se pediu.
    pub conteudo: String,
    /// O da resposta; nenhum enquanto se atende.
    pub status: Option<i64>,
    /// Da resposta (JSON).
    pub cabecalhos: Option<String>,
    /// Da resposta; nenhum se não se guarda.
    pub corpo: Option<Vec<u8>>,
}

/// O que se respondeu.
#[derive(Debug, Clone)]
pub struct RespostaDoPedido {
    /// Status HTTP.
    pub status: u16,
    /// JSON.
    pub cabecalhos: String,
    /// Nenhum se não se guarda.
    pub corpo: Option<Vec<u8>>,
}

impl Unidade {
    /// Reserva a chave para quem vai atender o pedido. `false` se ela já é de outro que não venceu.
    pub async fn reservar_pedido(
        &mut self,
        chave: &str,
        conteudo: &str,
        posse: Uuid,
        expira_em: Instante,
        agora: Instante,
    ) -> Result<bool, ErroArmazem> {
        let reservados = self
            .con
            .executar(
                "INSERT INTO pedidos_idempotentes (inquilino_id, chave, conteudo, posse, expira_em, data_criacao)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (inquilino_id, chave) DO UPDATE
                   SET conteudo = excluded.conteudo, posse = excluded.posse, expira_em = excluded.expira_em,
                       data_criacao = excluded.data_criacao, status = NULL, cabecalhos = NULL, corpo = NULL
                   WHERE pedidos_idempotentes.expira_em <= excluded.data_criacao",
                parametros![self.inquilino, chave, conteudo, posse, expira_em, agora],
            )
            .await?;
        Ok(reservados == 1)
    }

    /// O pedido da chave.
    pub async fn pedido_da_chave(&mut self, chave: &str) -> Result<Option<PedidoIdempotente>, ErroArmazem> {
        let sql = "SELECT conteudo, status, cabecalhos, corpo FROM pedidos_idempotentes WHERE inquilino_id = $1 AND chave = $2";
        self.con.linha(sql, parametros![self.inquilino, chave]).await
    }

    /// Guarda a resposta. `false` se a reserva já é de outro.
    pub async fn concluir_pedido(
        &mut self,
        chave: &str,
        posse: Uuid,
        resposta: &RespostaDoPedido,
        expira_em: Instante,
    ) -> Result<bool, ErroArmazem> {
        let concluidos = self
            .con
            .executar(
                "UPDATE pedidos_idempotentes SET status = $4, cabecalhos = $5, corpo = $6, expira_em = $7
                 WHERE inquilino_id = $1 AND chave = $2 AND posse = $3",
                parametros![
                    self.inquilino,
                    chave,
                    posse,
                    i64::from(resposta.status),
                    &resposta.cabecalhos,
                    resposta.corpo.clone(),
                    expira_em
                ],
            )
            .await?;
        Ok(concluidos == 1)
    }

    /// Larga a reserva: o pedido não fez nada, e a chave serve para tentar de novo.
    pub async fn largar_pedido(&mut self, chave: &str, posse: Uuid) -> Result<(), ErroArmazem> {
        let sql = "DELETE FROM pedidos_idempotentes WHERE inquilino_id = $1 AND chave = $2 AND posse = $3";
        self.con.executar(sql, parametros![self.inquilino, chave, posse]).await?;
        Ok(())
    }
}

impl Armazem {
    /// Apaga até `quantos` pedidos vencidos, de todos os inquilinos.
    pub async fn apagar_pedidos_vencidos(&self, quantos: u32, agora: Instante) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        let apagados = con
            .executar(
                "DELETE FROM pedidos_idempotentes WHERE expira_em <= $1 AND (inquilino_id, chave) IN
                   (SELECT inquilino_id, chave FROM pedidos_idempotentes WHERE expira_em <= $1 ORDER BY expira_em LIMIT $2)",
                parametros![agora, quantos],
            )
            .await?;
        con.confirmar().await?;
        Ok(apagados)
    }
}
