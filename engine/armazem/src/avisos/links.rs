//! Links de decisão: quem decide que tarefa por eles, até quando, e se já decidiu.

use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, LinkId};
use uuid::Uuid;

use crate::{Armazem, ErroArmazem, Unidade, parametros};

/// Um link guardado.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LinkGuardado {
    /// Id.
    pub id: Uuid,
    /// A instância da tarefa.
    pub instancia_id: Uuid,
    /// A visita que a abriu.
    pub visita: i64,
    /// De quem é.
    pub usuario_id: Uuid,
    /// Até quando serve (µs).
    pub valido_ate: i64,
    /// Quando serviu (µs).
    pub usado_em: Option<i64>,
}

impl Unidade {
    /// O link de uma pessoa para a tarefa de uma visita: o que há, com a validade de agora, ou um novo.
    pub async fn link_de_decisao(
        &mut self,
        instancia: InstanciaId,
        visita: i64,
        usuario: Uuid,
        valido_ate: Instante,
        agora: Instante,
    ) -> Result<LinkId, ErroArmazem> {
        let posto: Option<(Uuid,)> = self
            .con
            .linha(
                "INSERT INTO links_de_decisao (id, inquilino_id, instancia_id, visita, usuario_id, valido_ate, data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
                 ON CONFLICT (inquilino_id, instancia_id, visita, usuario_id)
                 DO UPDATE SET valido_ate = excluded.valido_ate, data_atualizacao = excluded.data_atualizacao
                 RETURNING id",
                parametros![LinkId::novo(), self.inquilino, instancia, visita, usuario, valido_ate, agora],
            )
            .await?;
        posto.map(|(id,)| id.into()).ok_or(ErroArmazem::Conflito)
    }

    /// Um link.
    pub async fn link(&mut self, id: LinkId) -> Result<Option<LinkGuardado>, ErroArmazem> {
        let sql = "SELECT id, instancia_id, visita, usuario_id, valido_ate, usado_em
                   FROM links_de_decisao WHERE inquilino_id = $1 AND id = $2";
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// Gasta o link. `false` se já se gastou.
    pub async fn usar_link(&mut self, id: LinkId, agora: Instante) -> Result<bool, ErroArmazem> {
        let sql = "UPDATE links_de_decisao SET usado_em = $3, data_atualizacao = $3
                   WHERE inquilino_id = $1 AND id = $2 AND usado_em IS NULL";
        Ok(self.con.executar(sql, parametros![self.inquilino, id, agora]).await? == 1)
    }

    /// Dá por vencidos os links desta pessoa que ainda serviam.
    pub async fn vencer_links_de(&mut self, usuario: Uuid, agora: Instante) -> Result<(), ErroArmazem> {
        let sql = "UPDATE links_de_decisao SET valido_ate = $3, data_atualizacao = $3
                   WHERE inquilino_id = $1 AND usuario_id = $2 AND valido_ate > $3";
        self.con.executar(sql, parametros![self.inquilino, usuario, agora]).await?;
        Ok(())
    }
}

impl Armazem {
    /// Apaga, de todos os inquilinos, até `limite` links que venceram antes disto. Devolve quantos.
    pub async fn esquecer_links(&self, antes_de: Instante, limite: u32) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        // No PostgreSQL, o que outro nó está a apagar fica com ele.
        let trava = if con.postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = format!(
            "DELETE FROM links_de_decisao WHERE id IN (SELECT id FROM links_de_decisao WHERE valido_ate < $1 LIMIT $2{trava})"
        );
        let apagados = con.executar(sql, parametros![antes_de, limite]).await?;
        con.confirmar().await?;
        Ok(apagados)
    }
}
