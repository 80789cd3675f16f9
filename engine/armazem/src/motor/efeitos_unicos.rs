//! Efeitos que não podem acontecer duas vezes lá fora: a intenção antes, o comprovante depois.

use esteira_base::Instante;
use esteira_base::ids::InstanciaId;

use crate::{ErroArmazem, Unidade, parametros};

/// Um efeito único guardado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct EfeitoUnico {
    /// `INTENCAO` (pode ou não ter acontecido) ou `CONFIRMADO`.
    pub situacao: String,
    /// O que o efeito produziu (JSON), quando confirmado.
    pub saida: Option<String>,
}

impl Unidade {
    /// O efeito com esta chave; nenhum = nunca se tentou.
    pub async fn efeito_unico(&mut self, chave: &str) -> Result<Option<EfeitoUnico>, ErroArmazem> {
        self.con
            .linha(
                "SELECT situacao, saida FROM efeitos_unicos WHERE inquilino_id = $1 AND chave = $2",
                parametros![self.inquilino, chave],
            )
            .await
    }

    /// Grava a intenção. `false` se já havia uma: antes de agir, é preciso conferir.
    pub async fn pretender_efeito(
        &mut self,
        chave: &str,
        instancia: InstanciaId,
        agora: Instante,
    ) -> Result<bool, ErroArmazem> {
        let criadas = self
            .con
            .executar(
                "INSERT INTO efeitos_unicos (inquilino_id, chave, instancia_id, situacao, data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, 'INTENCAO', $4, $4) ON CONFLICT DO NOTHING",
                parametros![self.inquilino, chave, instancia, agora],
            )
            .await?;
        Ok(criadas == 1)
    }

    /// Confirma o efeito com o que ele produziu.
    pub async fn confirmar_efeito(&mut self, chave: &str, saida: &str, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE efeitos_unicos SET situacao = 'CONFIRMADO', saida = $3, data_atualizacao = $4
                 WHERE inquilino_id = $1 AND chave = $2",
                parametros![self.inquilino, chave, saida, agora],
            )
            .await?;
        Ok(())
    }

    /// Esquece as intenções não confirmadas de uma instância: uma pessoa viu que o efeito não aconteceu.
    pub async fn esquecer_intencoes(&mut self, instancia: InstanciaId) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "DELETE FROM efeitos_unicos WHERE inquilino_id = $1 AND instancia_id = $2 AND situacao = 'INTENCAO'",
                parametros![self.inquilino, instancia],
            )
            .await?;
        Ok(())
    }
}
