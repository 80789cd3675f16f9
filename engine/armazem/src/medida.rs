//! Quanto há na fila e de instâncias, de todos os inquilinos, para quem vigia a instalação.

use esteira_base::Instante;

use crate::fila::TipoDeItem;
use crate::{Armazem, ErroArmazem, parametros};

/// O que há agora.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medida {
    /// A fila, por tipo.
    pub fila: Vec<MedidaDaFila>,
    /// Instâncias vivas, em qualquer situação.
    pub vivas: i64,
    /// Das vivas, as paradas por incidente.
    pub em_atencao: i64,
    /// Tarefas abertas: instâncias à espera de gente.
    pub tarefas_abertas: i64,
}

/// O que há de um tipo na fila.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MedidaDaFila {
    /// `TRABALHO`, `LEVE` ou `TEMPORIZADOR`.
    pub tipo: &'static str,
    /// Prontas que ninguém pegou.
    pub prontas: i64,
    /// Concedidas a um nó.
    pub concedidas: i64,
    /// Desde quando a mais velha das prontas espera.
    pub mais_velha: Option<Instante>,
}

impl Armazem {
    /// Mede. As linhas ainda longe (temporizadores armados) não se contam: seria varrer a fila inteira.
    pub async fn medir(&self, agora: Instante) -> Result<Medida, ErroArmazem> {
        let mut con = self.leitura().await?;
        let mut fila = Vec::new();
        for tipo in [TipoDeItem::Trabalho, TipoDeItem::Leve, TipoDeItem::Temporizador] {
            // O tipo vai por extenso: só assim os índices parciais servem.
            let tipo = tipo.como_texto();
            let prontas = format!(
                "SELECT COUNT(*), MIN(visivel_em) FROM fila WHERE no_id IS NULL AND tipo = '{tipo}' AND visivel_em <= $1"
            );
            let concedidas = format!("SELECT COUNT(*) FROM fila WHERE no_id IS NOT NULL AND tipo = '{tipo}'");
            let (prontas, mais_velha) = con.linha(prontas, parametros![agora]).await?.unwrap_or((0, None));
            let (concedidas,) = con.linha(concedidas, vec![]).await?.unwrap_or((0,));
            fila.push(MedidaDaFila { tipo, prontas, concedidas, mais_velha: mais_velha.map(Instante::de_micros) });
        }
        let contagens = con
            .linha(
                "SELECT (SELECT COUNT(*) FROM instancias),
                        (SELECT COUNT(*) FROM instancias WHERE situacao = 'PRECISA_DE_ATENCAO'),
                        (SELECT COUNT(*) FROM tarefas)",
                vec![],
            )
            .await?;
        let (vivas, em_atencao, tarefas_abertas) = contagens.unwrap_or((0, 0, 0));
        Ok(Medida { fila, vivas, em_atencao, tarefas_abertas })
    }
}
