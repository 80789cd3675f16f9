//! As partições dos meses velhos, que a retenção esvazia.

use esteira_base::Instante;

use crate::fila::agora_do_banco;
use crate::{Armazem, ErroArmazem, parametros};

impl Armazem {
    /// Larga as partições vazias dos meses que já passaram, pelo relógio do banco. Devolve quantas. No SQLite não há partição. Seguro repetir,
    /// em vários nós; se alguém lê a tabela, desiste e fica para a próxima.
    pub async fn largar_meses_vazios(&self) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        if !con.postgres() {
            return Ok(0);
        }
        let agora = Instante::de_micros(agora_do_banco(&mut con).await?);
        let linha: Option<(i64,)> = con.linha("SELECT esteira_largar_meses_vazios($1)", parametros![agora]).await?;
        con.confirmar().await?;
        Ok(linha.map_or(0, |(largadas,)| largadas.unsigned_abs()))
    }
}
