//! A cadeia da auditoria, guardada: o que falta selar, a ponta, e os elos em ordem. O que é um elo, quem sabe é quem sela.

use uuid::Uuid;

use super::auditoria::{COLUNAS, RegistroGuardado};
use crate::banco::{Comando, Massa, Tipo};
use crate::{ErroArmazem, Unidade, parametros};

/// O último elo.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ponta {
    /// Quantos registros a cadeia tem.
    pub numero: i64,
    /// O elo do último.
    pub selo: String,
}

static SELAR: Comando = Comando {
    sql: "WITH v (id, inquilino_id, numero, selo) AS ({linhas})
          UPDATE auditoria SET numero = v.numero, selo = v.selo
          FROM v WHERE auditoria.id = v.id AND auditoria.inquilino_id = v.inquilino_id AND auditoria.selo IS NULL",
    colunas: &[Tipo::Uuid, Tipo::Uuid, Tipo::Inteiro, Tipo::Texto],
    conferir: true,
};

impl Unidade {
    /// A ponta da cadeia; nenhuma, se nada se selou.
    pub async fn ponta_da_auditoria(&mut self) -> Result<Option<Ponta>, ErroArmazem> {
        let sql = "SELECT numero, selo FROM auditoria_pontas WHERE inquilino_id = $1";
        self.con.linha(sql, parametros![self.inquilino]).await
    }

    /// A ponta, e mais ninguém sela até o fim desta transação.
    pub async fn travar_ponta_da_auditoria(&mut self) -> Result<Option<Ponta>, ErroArmazem> {
        if self.con.postgres() {
            let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
            let chave = format!("auditoria/{}", self.inquilino);
            self.con.executar(sql, parametros![chave]).await?;
        }
        self.ponta_da_auditoria().await
    }

    /// Os mais velhos ainda sem selo, na ordem em que se selam.
    pub async fn auditoria_por_selar(&mut self, limite: u32) -> Result<Vec<RegistroGuardado>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM auditoria WHERE inquilino_id = $1 AND selo IS NULL ORDER BY data_criacao, id LIMIT $2"
        );
        self.con.linhas(sql, parametros![self.inquilino, i64::from(limite)]).await
    }

    /// Os selados depois de um número, na ordem da cadeia.
    pub async fn auditoria_selada(
        &mut self,
        depois_de: i64,
        limite: u32,
    ) -> Result<Vec<RegistroGuardado>, ErroArmazem> {
        let sql =
            format!("SELECT {COLUNAS} FROM auditoria WHERE inquilino_id = $1 AND numero > $2 ORDER BY numero LIMIT $3");
        self.con.linhas(sql, parametros![self.inquilino, depois_de, i64::from(limite)]).await
    }

    /// Sela: cada registro com o seu número e elo; o último é a ponta.
    pub async fn selar_auditoria(&mut self, elos: Vec<(Uuid, Ponta)>) -> Result<(), ErroArmazem> {
        let Some((_, ponta)) = elos.last().cloned() else { return Ok(()) };
        let mut massa = Massa::para(&SELAR, elos.len());
        for (id, elo) in elos {
            massa.linha([id.into(), self.inquilino.into(), elo.numero.into(), elo.selo.into()]);
        }
        self.con.em_massa(vec![massa]).await?;
        self.con
            .executar(
                "INSERT INTO auditoria_pontas (inquilino_id, numero, selo) VALUES ($1, $2, $3)
                 ON CONFLICT (inquilino_id) DO UPDATE SET numero = EXCLUDED.numero, selo = EXCLUDED.selo",
                parametros![self.inquilino, ponta.numero, ponta.selo],
            )
            .await?;
        Ok(())
    }
}
