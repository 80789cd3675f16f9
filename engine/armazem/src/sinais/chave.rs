//! A trava por onde passam as duas pontas de uma chave (nome e correlação). No SQLite não há o que travar: quem escreve já é o único.

use esteira_base::ids::InquilinoId;

use super::EscutaNova;
use crate::{ErroArmazem, Unidade, parametros};

impl Unidade {
    /// De quem guarda um sinal, até o fim da unidade: espera os lotes que estão abrindo esperas da chave, e os seguintes o esperam.
    pub(super) async fn tomar_chave(&mut self, nome: &str, correlacao: &str) -> Result<(), ErroArmazem> {
        if self.con.postgres() {
            let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
            self.con.executar(sql, parametros![texto(self.inquilino, nome, correlacao)]).await?;
        }
        Ok(())
    }

    /// De quem abre esperas, até o fim da unidade: várias juntas não se atrapalham.
    pub(super) async fn dividir_chaves(&mut self, escutas: &[EscutaNova]) -> Result<(), ErroArmazem> {
        if self.con.postgres() {
            let chaves = escutas.iter().map(|e| texto(e.inquilino, &e.nome, &e.correlacao));
            let sql = "SELECT pg_advisory_xact_lock_shared(hashtextextended(chave, 0)) FROM jsonb_array_elements_text($1::JSONB) AS chave";
            self.con.executar(sql, parametros![serde_json::Value::from_iter(chaves).to_string()]).await?;
        }
        Ok(())
    }
}

fn texto(inquilino: InquilinoId, nome: &str, correlacao: &str) -> String {
    format!("sinal/{inquilino}/{nome}/{correlacao}")
}
