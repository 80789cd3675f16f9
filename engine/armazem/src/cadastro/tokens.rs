//! Tokens de integração.

use esteira_base::ids::UsuarioId;
use esteira_base::{Instante, Resumo};
use uuid::Uuid;

use crate::{ErroArmazem, Unidade, parametros};

/// Um token guardado. O texto dele não: só o resumo.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TokenGuardado {
    /// Id.
    pub id: Uuid,
    /// Por quem age.
    pub usuario_id: Uuid,
    /// Para que é.
    pub nome: String,
    /// Ações que pode (JSON).
    pub escopos: String,
    /// Até quando serve (µs).
    pub valido_ate: i64,
    /// Se já não serve.
    pub revogado: bool,
    /// Quando foi usado pela última vez, mais ou menos (µs).
    pub ultimo_uso: Option<i64>,
    /// Quando nasceu (µs).
    pub data_criacao: i64,
}

const COLUNAS: &str = "id, usuario_id, nome, escopos, valido_ate, revogado, ultimo_uso, data_criacao";

impl Unidade {
    /// Guarda um token novo.
    pub async fn criar_token(&mut self, token: &TokenGuardado, resumo: Resumo) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO tokens_de_integracao (id, inquilino_id, usuario_id, nome, resumo_token, escopos, valido_ate, revogado,
                                                   data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE, $8, $8)",
                parametros![
                    token.id,
                    self.inquilino,
                    token.usuario_id,
                    token.nome.as_str(),
                    resumo.to_string(),
                    token.escopos.as_str(),
                    token.valido_ate,
                    token.data_criacao,
                ],
            )
            .await?;
        Ok(())
    }

    /// O token com este resumo, esteja como estiver.
    pub async fn token_do_resumo(&mut self, resumo: Resumo) -> Result<Option<TokenGuardado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM tokens_de_integracao WHERE inquilino_id = $1 AND resumo_token = $2");
        self.con.linha(sql, parametros![self.inquilino, resumo.to_string()]).await
    }

    /// Todos, do mais novo ao mais velho.
    pub async fn tokens(&mut self) -> Result<Vec<TokenGuardado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM tokens_de_integracao WHERE inquilino_id = $1 ORDER BY id DESC");
        self.con.linhas(sql, parametros![self.inquilino]).await
    }

    /// Anota que foi usado agora.
    pub async fn usar_token(&mut self, id: Uuid, agora: Instante) -> Result<(), ErroArmazem> {
        let sql = "UPDATE tokens_de_integracao SET ultimo_uso = $3 WHERE inquilino_id = $1 AND id = $2";
        self.con.executar(sql, parametros![self.inquilino, id, agora]).await?;
        Ok(())
    }

    /// Revoga. `false` se não há, ou se já estava revogado.
    pub async fn revogar_token(&mut self, id: Uuid, agora: Instante) -> Result<bool, ErroArmazem> {
        let revogados = self
            .con
            .executar(
                "UPDATE tokens_de_integracao SET revogado = TRUE, data_atualizacao = $3
                 WHERE inquilino_id = $1 AND id = $2 AND NOT revogado",
                parametros![self.inquilino, id, agora],
            )
            .await?;
        Ok(revogados == 1)
    }

    /// De quem é o token, para o caso de se ter de esquecer.
    pub async fn usuario_do_token(&mut self, id: Uuid) -> Result<Option<UsuarioId>, ErroArmazem> {
        let sql = "SELECT usuario_id FROM tokens_de_integracao WHERE inquilino_id = $1 AND id = $2";
        let lido: Option<(Uuid,)> = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        Ok(lido.map(|(id,)| id.into()))
    }
}
