//! Pôr na fila e tirar dela, dentro da unidade de trabalho que muda a instância.

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId, NoId};

use crate::banco::{Comando, Massa, Parametro, Tipo};
use crate::motor::ItemConcluido;
use crate::{ErroArmazem, Unidade, parametros};

/// O que uma linha da fila é.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoDeItem {
    /// Para os trabalhadores.
    Trabalho,
    /// Para os trabalhadores, mas acaba na hora: não ocupa lugar.
    Leve,
    /// Um instante a esperar.
    Temporizador,
}

impl TipoDeItem {
    pub(crate) fn como_texto(self) -> &'static str {
        match self {
            Self::Trabalho => "TRABALHO",
            Self::Leve => "LEVE",
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
    /// O nó a que já nasce concedida, com o número [`PRIMEIRA_CONCESSAO`]; nenhum = espera que alguém a pegue.
    pub concedida_a: Option<NoId>,
    /// Só se concede quando a instância retomar.
    pub suspensa: bool,
}

/// Uma linha suspensa fica visível isto mais tarde (µs): uns 36 mil anos. Retomar desfaz a conta, e a hora certa não se perde.
pub(crate) const SUSPENSAO: i64 = 1 << 60;

/// O número da primeira concessão de uma linha.
pub const PRIMEIRA_CONCESSAO: i64 = 1;

static ENFILEIRAR: Comando = Comando {
    sql: "INSERT INTO fila (id, inquilino_id, instancia_id, visita, tipo, carga, visivel_em, prioridade, limite_chave,
                            limite_simultaneos, limite_por_minuto, no_id, concessao) {linhas}",
    colunas: &[
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Inteiro,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Texto,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Uuid,
        Tipo::Inteiro,
    ],
    conferir: false,
};

pub(crate) static CONCLUIR: Comando = Comando {
    sql: "WITH v (instancia_id, id, concessao, inquilino_id) AS ({linhas})
          DELETE FROM fila WHERE (instancia_id, id, concessao, inquilino_id)
                                 IN (SELECT instancia_id, id, concessao, inquilino_id FROM v) AND no_id IS NOT NULL",
    colunas: &[Tipo::Uuid, Tipo::Uuid, Tipo::Inteiro, Tipo::Uuid],
    conferir: true,
};

pub(crate) static RECOLHER: Comando = Comando {
    sql: "WITH v (instancia_id, visita, inquilino_id) AS ({linhas})
          DELETE FROM fila WHERE (instancia_id, visita, inquilino_id) IN (SELECT instancia_id, visita, inquilino_id FROM v)",
    colunas: &[Tipo::Uuid, Tipo::Inteiro, Tipo::Uuid],
    conferir: false,
};

/// Põe na fila.
pub(crate) fn enfileirar_em_massa(itens: Vec<ItemNovo>) -> Massa {
    let mut massa = Massa::para(&ENFILEIRAR, itens.len());
    for item in itens {
        let (chave, simultaneos, por_minuto) = item.limite.map_or((None, None, None), |(c, s, m)| (Some(c), s, m));
        massa.linha([
            item.id.into(),
            item.inquilino.into(),
            item.instancia.into(),
            item.visita.into(),
            item.tipo.como_texto().into(),
            item.carga.into(),
            (item.visivel_em.micros() + if item.suspensa { SUSPENSAO } else { 0 }).into(),
            item.prioridade.into(),
            Parametro::Texto(chave),
            simultaneos.into(),
            por_minuto.into(),
            item.concedida_a.into(),
            item.concedida_a.map_or(0, |_| PRIMEIRA_CONCESSAO).into(),
        ]);
    }
    massa
}

/// Tira da fila as linhas destas concessões; uma que já não valha é conflito de todas.
pub(crate) fn concluir_em_massa(concluidos: &[ItemConcluido]) -> Massa {
    let mut massa = Massa::para(&CONCLUIR, concluidos.len());
    for concluido in concluidos {
        massa.linha([
            concluido.instancia.into(),
            concluido.item.into(),
            concluido.concessao.into(),
            concluido.inquilino.into(),
        ]);
    }
    massa
}

/// Tira da fila tudo o que é destas visitas.
pub(crate) fn recolher_em_massa(visitas: &[(InquilinoId, InstanciaId, u32)]) -> Massa {
    let mut massa = Massa::para(&RECOLHER, visitas.len());
    for (inquilino, instancia, visita) in visitas {
        massa.linha([(*instancia).into(), (*visita).into(), (*inquilino).into()]);
    }
    massa
}

pub(crate) static SUSPENDER: Comando = Comando {
    sql: "WITH v (instancia_id, inquilino_id, suspensao) AS ({linhas})
          UPDATE fila SET visivel_em = visivel_em + v.suspensao
          FROM v WHERE fila.instancia_id = v.instancia_id AND fila.inquilino_id = v.inquilino_id
                   AND (v.suspensao > 0) = (visivel_em < 1152921504606846976)",
    colunas: &[Tipo::Uuid, Tipo::Uuid, Tipo::Inteiro],
    conferir: false,
};

/// Suspende (ou deixa de suspender) tudo o que estas instâncias têm na fila. O que já foi concedido corre até o fim.
pub(crate) fn suspender_em_massa(instancias: &[(InquilinoId, InstanciaId, bool)]) -> Massa {
    let mut massa = Massa::nova(&SUSPENDER);
    for (inquilino, instancia, suspensa) in instancias {
        let suspensao = if *suspensa { SUSPENSAO } else { -SUSPENSAO };
        massa.linha([(*instancia).into(), (*inquilino).into(), suspensao.into()]);
    }
    massa
}

impl Unidade {
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
