//! O histórico de uma instância.

use esteira_base::Instante;
use esteira_base::ids::InstanciaId;

use crate::{ErroArmazem, Unidade, parametros};

/// Um evento guardado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct EventoGuardado {
    /// Posição, a partir de 1.
    pub sequencia: i64,
    /// Tipo, para filtros.
    pub tipo: String,
    /// O evento (JSON).
    pub dados: String,
    /// Quando (µs).
    pub data_criacao: i64,
}

impl Unidade {
    /// Acrescenta eventos `(instância, sequência, tipo, JSON)`. A sequência repetida é erro: nunca se sobrescreve história.
    pub async fn gravar_eventos(
        &mut self,
        eventos: Vec<(InstanciaId, i64, &'static str, String)>,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let inquilino = self.inquilino;
        let linhas = eventos
            .into_iter()
            .map(|(instancia, sequencia, tipo, dados)| parametros![inquilino, instancia, sequencia, tipo, dados, agora])
            .collect();
        self.con
            .inserir_varias(
                "INSERT INTO eventos (inquilino_id, instancia_id, sequencia, tipo, dados, data_criacao)",
                linhas,
            )
            .await
    }

    /// A história inteira, em ordem.
    pub async fn eventos(&mut self, instancia: InstanciaId) -> Result<Vec<EventoGuardado>, ErroArmazem> {
        self.con
            .linhas(
                "SELECT sequencia, tipo, dados, data_criacao FROM eventos
                 WHERE inquilino_id = $1 AND instancia_id = $2 ORDER BY sequencia",
                parametros![self.inquilino, instancia],
            )
            .await
    }
}
