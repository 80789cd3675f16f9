//! O que um lote precisa saber antes de decidir, lido com um comando por tabela, seja qual for o tamanho do lote.

use std::collections::{HashMap, HashSet};

use esteira_base::ids::{InquilinoId, InstanciaId, TarefaId};
use uuid::Uuid;

use super::instancias::Instancia;
use super::tarefas::{ABERTAS_DE, Tarefa};
use super::{InstanciaNova, ItemConcluido};
use crate::banco::Alcance;
use crate::{ErroArmazem, Unidade, parametros};

/// Uma instância viva como está no banco, com as tarefas abertas dela.
#[derive(Debug, Clone)]
pub struct InstanciaLida {
    /// De quem.
    pub inquilino: InquilinoId,
    /// A instância.
    pub instancia: Instancia,
    /// As abertas, em qualquer ordem.
    pub tarefas: Vec<Tarefa>,
}

/// Quem já vive com a chave de uma instância que quer nascer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChaveViva {
    /// A que quer nascer.
    pub nova: InstanciaId,
    /// A que vive.
    pub viva: InstanciaId,
}

/// O que se leu.
#[derive(Debug, Default)]
pub struct LeituraDoLote {
    /// As vivas que se achou.
    pub instancias: Vec<InstanciaLida>,
    /// Das que não vivem, as que já encerraram.
    pub encerradas: HashSet<(InquilinoId, InstanciaId)>,
    /// De que instância é cada tarefa aberta.
    pub tarefas: HashMap<TarefaId, InstanciaId>,
}

#[derive(sqlx::FromRow)]
struct Viva {
    inquilino_id: Uuid,
    #[sqlx(flatten)]
    instancia: Instancia,
}

const INSTANCIAS: &str = "SELECT inquilino_id, id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio, sequencia, data_criacao,
                                 data_atualizacao
                          FROM instancias WHERE id {ids}";
/// Em ordem: dois nós que travem as mesmas nunca se esperam em círculo.
const INSTANCIAS_TRAVADAS: &str =
    "SELECT inquilino_id, id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio, sequencia,
                                          data_criacao, data_atualizacao
                                   FROM instancias WHERE id {ids} ORDER BY id FOR UPDATE";
const ENCERRADAS: &str = "SELECT inquilino_id, id FROM instancias_encerradas WHERE id {ids}";
const DAS_TAREFAS: &str = "SELECT id, instancia_id FROM tarefas WHERE id {ids}";
const CONCEDIDAS: &str =
    "SELECT inquilino_id, instancia_id, id, concessao FROM fila WHERE instancia_id {ids} AND no_id IS NOT NULL";
const CONCEDIDAS_TRAVADAS: &str = "SELECT inquilino_id, instancia_id, id, concessao FROM fila
                                   WHERE instancia_id {ids} AND no_id IS NOT NULL ORDER BY instancia_id, visita, id FOR UPDATE";

impl Unidade {
    /// Lê instâncias, pelo id ou por uma tarefa aberta delas. Não filtra pelo inquilino da unidade: cada uma traz o seu, e quem pede confere.
    ///
    /// `travar` segura as linhas até o fim da unidade (no SQLite a unidade que escreve já é a única).
    pub async fn ler_lote(
        &mut self,
        instancias: &[InstanciaId],
        tarefas: &[TarefaId],
        travar: bool,
    ) -> Result<LeituraDoLote, ErroArmazem> {
        self.con.alcancar(Alcance::Todos);
        let lida = self.ler_de_todos(instancias, tarefas, travar).await;
        self.con.alcancar(Alcance::De(self.inquilino));
        lida
    }

    async fn ler_de_todos(
        &mut self,
        instancias: &[InstanciaId],
        tarefas: &[TarefaId],
        travar: bool,
    ) -> Result<LeituraDoLote, ErroArmazem> {
        let travar = travar && self.con.postgres();
        let mut leitura = LeituraDoLote::default();
        let mut ids: Vec<Uuid> = instancias.iter().map(|id| id.0).collect();
        if !tarefas.is_empty() {
            let tarefas: Vec<Uuid> = tarefas.iter().map(|id| id.0).collect();
            let donas: Vec<(Uuid, Uuid)> = self.con.linhas_de(DAS_TAREFAS, &tarefas).await?;
            ids.extend(donas.iter().map(|(_, instancia)| instancia));
            leitura.tarefas = donas.into_iter().map(|(tarefa, dona)| (tarefa.into(), dona.into())).collect();
        }
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(leitura);
        }
        let sql = if travar { INSTANCIAS_TRAVADAS } else { INSTANCIAS };
        let vivas: Vec<Viva> = self.con.linhas_de(sql, &ids).await?;
        let mut abertas: HashMap<Uuid, Vec<Tarefa>> = HashMap::new();
        let das_vivas: Vec<Uuid> = vivas.iter().map(|viva| viva.instancia.id).collect();
        for tarefa in self.con.linhas_de::<Tarefa>(ABERTAS_DE, &das_vivas).await? {
            abertas.entry(tarefa.instancia_id).or_default().push(tarefa);
        }
        let vistas: HashSet<Uuid> = das_vivas.into_iter().collect();
        leitura.instancias = vivas
            .into_iter()
            .map(|viva| InstanciaLida {
                inquilino: viva.inquilino_id.into(),
                tarefas: abertas.remove(&viva.instancia.id).unwrap_or_default(),
                instancia: viva.instancia,
            })
            .collect();
        ids.retain(|id| !vistas.contains(id));
        let encerradas: Vec<(Uuid, Uuid)> = self.con.linhas_de(ENCERRADAS, &ids).await?;
        leitura.encerradas = encerradas.into_iter().map(|(inquilino, id)| (inquilino.into(), id.into())).collect();
        Ok(leitura)
    }

    /// Das concessões dadas, de qualquer inquilino, as que ainda valem; travadas até o fim da unidade.
    pub async fn concessoes_vigentes(
        &mut self,
        concluidos: &[ItemConcluido],
    ) -> Result<HashSet<ItemConcluido>, ErroArmazem> {
        let mut ids: Vec<Uuid> = concluidos.iter().map(|concluido| concluido.instancia.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let sql = if self.con.postgres() { CONCEDIDAS_TRAVADAS } else { CONCEDIDAS };
        self.con.alcancar(Alcance::Todos);
        let vigentes: Result<Vec<(Uuid, Uuid, Uuid, i64)>, _> = self.con.linhas_de(sql, &ids).await;
        self.con.alcancar(Alcance::De(self.inquilino));
        Ok(vigentes?
            .into_iter()
            .map(|(inquilino, instancia, item, concessao)| ItemConcluido {
                inquilino: inquilino.into(),
                instancia: instancia.into(),
                item: item.into(),
                concessao,
            })
            .collect())
    }

    /// Das que querem nascer neste inquilino, as que esbarram numa viva com a mesma chave.
    pub async fn chaves_vivas(&mut self, novas: &[&InstanciaNova]) -> Result<Vec<ChaveViva>, ErroArmazem> {
        let mut vivas = Vec::new();
        for nova in novas {
            let viva: Option<(Uuid,)> = self
                .con
                .linha(
                    "SELECT id FROM instancias WHERE inquilino_id = $1 AND fluxo_nome = $2 AND chave = $3",
                    parametros![self.inquilino, &nova.fluxo_nome, &nova.chave],
                )
                .await?;
            vivas.extend(viva.map(|(viva,)| ChaveViva { nova: nova.id, viva: viva.into() }));
        }
        Ok(vivas)
    }
}
