//! Segredos com nome, cifrados.

use esteira_base::Instante;

use crate::{ErroArmazem, Unidade, parametros};

/// O que se mostra de um segredo.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SegredoGuardado {
    /// Nome, único no inquilino.
    pub nome: String,
    /// Quando se guardou pela primeira vez (µs).
    pub data_criacao: i64,
    /// Quando se trocou por último (µs).
    pub data_atualizacao: i64,
}

impl Unidade {
    /// Guarda, no lugar do que houver com o mesmo nome.
    pub async fn guardar_segredo(&mut self, nome: &str, cifrado: Vec<u8>, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO segredos (inquilino_id, nome, valor_cifrado, data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $4)
                 ON CONFLICT (inquilino_id, nome) DO UPDATE SET valor_cifrado = excluded.valor_cifrado,
                                                                data_atualizacao = excluded.data_atualizacao",
                parametros![self.inquilino, nome, cifrado, agora],
            )
            .await?;
        Ok(())
    }

    /// Apaga; `false` se não havia.
    pub async fn esquecer_segredo(&mut self, nome: &str) -> Result<bool, ErroArmazem> {
        let sql = "DELETE FROM segredos WHERE inquilino_id = $1 AND nome = $2";
        Ok(self.con.executar(sql, parametros![self.inquilino, nome]).await? == 1)
    }

    /// O valor, cifrado.
    pub async fn segredo_cifrado(&mut self, nome: &str) -> Result<Option<Vec<u8>>, ErroArmazem> {
        let sql = "SELECT valor_cifrado FROM segredos WHERE inquilino_id = $1 AND nome = $2";
        let linha: Option<(Vec<u8>,)> = self.con.linha(sql, parametros![self.inquilino, nome]).await?;
        Ok(linha.map(|(cifrado,)| cifrado))
    }

    /// Os nomes, em ordem.
    pub async fn segredos(&mut self) -> Result<Vec<SegredoGuardado>, ErroArmazem> {
        let sql = "SELECT nome, data_criacao, data_atualizacao FROM segredos WHERE inquilino_id = $1 ORDER BY nome";
        self.con.linhas(sql, parametros![self.inquilino]).await
    }
}
