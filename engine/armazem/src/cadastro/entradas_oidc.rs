//! Entradas por OIDC que se começaram. Ainda não se sabe de que inquilino são.

use esteira_base::{Instante, Resumo};

use crate::{Armazem, ErroArmazem, parametros};

impl Armazem {
    /// Guarda o estado de uma entrada que começa, e esquece os vencidos.
    pub async fn comecar_entrada_oidc(
        &self,
        estado: Resumo,
        expira_em: Instante,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let mut con = self.transacao().await?;
        con.executar("DELETE FROM entradas_oidc WHERE expira_em <= $1", parametros![agora]).await?;
        con.executar(
            "INSERT INTO entradas_oidc (estado, expira_em, data_criacao) VALUES ($1, $2, $3)",
            parametros![estado.to_string(), expira_em, agora],
        )
        .await?;
        con.confirmar().await
    }

    /// Gasta o estado. `false` se não se começou, venceu ou já se gastou: de dois que o trazem, só um recebe `true`.
    pub async fn gastar_entrada_oidc(&self, estado: Resumo, agora: Instante) -> Result<bool, ErroArmazem> {
        let mut con = self.transacao().await?;
        let gastas = con
            .executar(
                "DELETE FROM entradas_oidc WHERE estado = $1 AND expira_em > $2",
                parametros![estado.to_string(), agora],
            )
            .await?;
        con.confirmar().await?;
        Ok(gastas == 1)
    }
}
