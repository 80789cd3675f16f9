//! Pôr na fila e tirar dela, dentro da unidade de trabalho que muda a instância.

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId};

use crate::banco::Parametro;
use crate::{ErroArmazem, Unidade, parametros};

/// O que uma linha da fila é.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoDeItem {
    /// Para os trabalhadores.
    Trabalho,
    /// Um instante a esperar.
    Temporizador,
}

impl TipoDeItem {
    pub(crate) fn como_texto(self) -> &'static str {
        match self {
            Self::Trabalho => "TRABALHO",
            Self::Temporizador => "TEMPORIZADOR",
        }
    }
}

/// Uma linha nova.
#[derive(Debug, Clone)]
pub struct ItemNovo {
    /// Id.
    pub id: ItemId,
    /// De quem.
    pub inquilino: InquilinoId,
    /// Instância.
    pub instancia: InstanciaId,
    /// Visita.
    pub visita: u32,
    /// O que é.
    pub tipo: TipoDeItem,
    /// O trabalho ou o temporizador (JSON).
    pub carga: String,
    /// Não antes disto.
    pub visivel_em: Instante,
    /// Maior sai antes.
    pub prioridade: i32,
    /// Chave de contenção, simultâneos, por minuto.
    pub limite: Option<(String, Option<u32>, Option<u32>)>,
}

impl Unidade {
    /// Põe na fila.
    pub async fn enfileirar(&mut self, itens: Vec<ItemNovo>) -> Result<(), ErroArmazem> {
        let linhas = itens
            .into_iter()
            .map(|item| {
                let (chave, simultaneos, por_minuto) =
                    item.limite.map_or((None, None, None), |(c, s, m)| (Some(c), s, m));
                vec![
                    item.id.into(),
                    item.inquilino.into(),
                    item.instancia.into(),
                    item.visita.into(),
                    item.tipo.como_texto().into(),
                    item.carga.into(),
                    item.visivel_em.into(),
                    item.prioridade.into(),
                    Parametro::Texto(chave),
                    simultaneos.into(),
                    por_minuto.into(),
                    Parametro::Inteiro(Some(0)),
                ]
            })
            .collect();
        self.con
            .inserir_varias(
                "INSERT INTO fila (id, inquilino_id, instancia_id, visita, tipo, carga, visivel_em, prioridade, limite_chave,
                                   limite_simultaneos, limite_por_minuto, concessao)",
                linhas,
            )
            .await
    }

    /// Tira da fila a linha de uma concessão. `false` = a concessão passou a outro (ou a visita acabou): o relato não vale.
    pub async fn concluir_item(&mut self, id: ItemId, concessao: i64) -> Result<bool, ErroArmazem> {
        let apagadas = self
            .con
            .executar(
                "DELETE FROM fila WHERE inquilino_id = $1 AND id = $2 AND concessao = $3 AND no_id IS NOT NULL",
                parametros![self.inquilino, id, concessao],
            )
            .await?;
        Ok(apagadas == 1)
    }

    /// Tira da fila tudo o que é de uma visita.
    pub async fn recolher_visita(&mut self, instancia: InstanciaId, visita: u32) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "DELETE FROM fila WHERE inquilino_id = $1 AND instancia_id = $2 AND visita = $3",
                parametros![self.inquilino, instancia, visita],
            )
            .await?;
        Ok(())
    }

    /// Linhas da fila de uma instância: `(visita, tipo, visível em, concedida)`.
    pub async fn itens_da_instancia(
        &mut self,
        instancia: InstanciaId,
    ) -> Result<Vec<(i64, String, i64, bool)>, ErroArmazem> {
        self.con
            .linhas(
                "SELECT visita, tipo, visivel_em, no_id IS NOT NULL FROM fila
                 WHERE inquilino_id = $1 AND instancia_id = $2 ORDER BY visita, visivel_em",
                parametros![self.inquilino, instancia],
            )
            .await
    }
}
