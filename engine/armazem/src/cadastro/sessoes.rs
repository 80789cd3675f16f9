//! Sessões: um token de renovação vale por uma linha, e só uma vez.

use esteira_base::ids::UsuarioId;
use esteira_base::{Instante, Resumo};
use uuid::Uuid;

use crate::{ErroArmazem, Unidade, parametros};

/// Uma sessão guardada. O token não: só o resumo dele.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Sessao {
    /// Id.
    pub id: Uuid,
    /// De quem.
    pub usuario_id: Uuid,
    /// A entrada de que nasceu.
    pub familia: Uuid,
    /// Até quando o token serve (µs).
    pub valida_ate: i64,
    /// Já usada (trocada por outra) ou encerrada.
    pub revogada: bool,
}

impl Unidade {
    /// Abre uma sessão para o token com este resumo: de uma entrada nova, ou da que se renova.
    pub async fn criar_sessao(
        &mut self,
        usuario: UsuarioId,
        familia: Uuid,
        token: Resumo,
        valida_ate: Instante,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO sessoes (id, inquilino_id, usuario_id, familia, resumo_token, valida_ate, revogada,
                                      data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $7)",
                parametros![Uuid::now_v7(), self.inquilino, usuario, familia, token.to_string(), valida_ate, agora],
            )
            .await?;
        Ok(())
    }

    /// A sessão do token, esteja como estiver.
    pub async fn sessao_do_token(&mut self, token: Resumo) -> Result<Option<Sessao>, ErroArmazem> {
        self.con
            .linha(
                "SELECT id, usuario_id, familia, valida_ate, revogada FROM sessoes WHERE inquilino_id = $1 AND resumo_token = $2",
                parametros![self.inquilino, token.to_string()],
            )
            .await
    }

    /// Se a entrada continua aberta: há nela uma sessão que ainda se pode renovar.
    pub async fn entrada_aberta(
        &mut self,
        usuario: UsuarioId,
        familia: Uuid,
        agora: Instante,
    ) -> Result<bool, ErroArmazem> {
        let achada: Option<(Uuid,)> = self
            .con
            .linha(
                "SELECT id FROM sessoes
                 WHERE inquilino_id = $1 AND usuario_id = $2 AND familia = $3 AND NOT revogada AND valida_ate > $4 LIMIT 1",
                parametros![self.inquilino, usuario, familia, agora],
            )
            .await?;
        Ok(achada.is_some())
    }

    /// Revoga uma sessão. `false` se já estava revogada: de dois que usam o mesmo token, só um recebe `true`.
    pub async fn revogar_sessao(&mut self, id: Uuid, agora: Instante) -> Result<bool, ErroArmazem> {
        let mudadas = self
            .con
            .executar(
                "UPDATE sessoes SET revogada = TRUE, data_atualizacao = $3
                 WHERE inquilino_id = $1 AND id = $2 AND NOT revogada",
                parametros![self.inquilino, id, agora],
            )
            .await?;
        Ok(mudadas == 1)
    }

    /// Revoga todas as sessões de um usuário.
    pub async fn revogar_sessoes(&mut self, usuario: UsuarioId, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE sessoes SET revogada = TRUE, data_atualizacao = $3
                 WHERE inquilino_id = $1 AND usuario_id = $2 AND NOT revogada",
                parametros![self.inquilino, usuario, agora],
            )
            .await?;
        Ok(())
    }

    /// Apaga as sessões vencidas de um usuário: um token vencido já não serve nem para denunciar reuso.
    pub async fn apagar_sessoes_vencidas(&mut self, usuario: UsuarioId, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "DELETE FROM sessoes WHERE inquilino_id = $1 AND usuario_id = $2 AND valida_ate <= $3",
                parametros![self.inquilino, usuario, agora],
            )
            .await?;
        Ok(())
    }
}
