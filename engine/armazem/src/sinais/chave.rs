//! A trava por onde passam as duas pontas de uma chave (nome e correlação).

use crate::{ErroArmazem, Unidade, parametros};

/// Como se pede a trava.
pub(super) enum Trava {
    /// De quem abre uma espera: várias juntas não se atrapalham.
    Dividida,
    /// De quem guarda um sinal: espera os lotes que estão abrindo esperas da chave, e os seguintes o esperam.
    Sozinha,
}

impl Unidade {
    /// Até o fim da unidade. No SQLite não há o que travar: quem escreve já é o único.
    pub(super) async fn travar_chave(&mut self, nome: &str, correlacao: &str, trava: Trava) -> Result<(), ErroArmazem> {
        if !self.con.postgres() {
            return Ok(());
        }
        let sql = match trava {
            Trava::Dividida => "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
            Trava::Sozinha => "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        };
        let texto = format!("sinal/{}/{nome}/{correlacao}", self.inquilino);
        self.con.executar(sql, parametros![texto]).await?;
        Ok(())
    }
}
