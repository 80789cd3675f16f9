//! Quem espera o quê.

use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use uuid::Uuid;

use super::chave::Trava;
use crate::{ErroArmazem, Unidade, parametros};

/// Uma espera aberta.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Escuta {
    /// De que instância.
    pub instancia_id: Uuid,
    /// De que visita.
    pub visita: i64,
}

impl Unidade {
    /// Passa a escutar. Ao retornar, qualquer sinal desta chave ou já está guardado, e se enxerga, ou vai enxergar esta espera.
    pub async fn escutar(
        &mut self,
        instancia: InstanciaId,
        visita: u32,
        nome: &str,
        correlacao: &str,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.travar_chave(nome, correlacao, Trava::Dividida).await?;
        self.con
            .executar(
                "INSERT INTO escutas (inquilino_id, instancia_id, visita, nome, correlacao, data_criacao)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (instancia_id, visita)
                 DO UPDATE SET nome = excluded.nome, correlacao = excluded.correlacao, data_criacao = excluded.data_criacao",
                parametros![self.inquilino, instancia, visita, nome, correlacao, agora],
            )
            .await?;
        Ok(())
    }

    /// Deixa de escutar.
    pub async fn calar(&mut self, instancia: InstanciaId, visita: i64) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "DELETE FROM escutas WHERE inquilino_id = $1 AND instancia_id = $2 AND visita = $3",
                parametros![self.inquilino, instancia, visita],
            )
            .await?;
        Ok(())
    }

    /// A espera mais velha desta chave. Entre as do mesmo instante, a da instância que nasceu antes; e nela, a visita menor.
    pub async fn escuta_mais_velha(&mut self, nome: &str, correlacao: &str) -> Result<Option<Escuta>, ErroArmazem> {
        self.con
            .linha(
                "SELECT instancia_id, visita FROM escutas WHERE inquilino_id = $1 AND nome = $2 AND correlacao = $3
                 ORDER BY data_criacao, instancia_id, visita LIMIT 1",
                parametros![self.inquilino, nome, correlacao],
            )
            .await
    }
}
