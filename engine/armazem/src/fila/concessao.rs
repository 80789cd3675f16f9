//! Conceder linhas prontas a um nó.

use std::collections::{BTreeSet, HashMap};

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId, NoId};
use uuid::Uuid;

use super::{JANELA_DE_PARTIDAS, TipoDeItem};
use crate::banco::{Comando, Conexao, Massa, Tipo};
use crate::{Armazem, ErroArmazem, parametros};

/// Uma linha concedida a este nó.
#[derive(Debug, Clone, PartialEq)]
pub struct Concedido {
    /// A linha.
    pub id: ItemId,
    /// De quem.
    pub inquilino: InquilinoId,
    /// Instância.
    pub instancia: InstanciaId,
    /// Visita.
    pub visita: u32,
    /// O trabalho ou o temporizador (JSON).
    pub carga: String,
    /// Número desta concessão; todo relato o traz. 1 na primeira vez: mais que isso, um nó caiu com ela na mão.
    pub concessao: i64,
}

#[derive(sqlx::FromRow)]
struct Candidata {
    id: Uuid,
    inquilino_id: Uuid,
    instancia_id: Uuid,
    visita: i64,
    carga: String,
    concessao: i64,
    limite_chave: Option<String>,
    limite_simultaneos: Option<i64>,
    limite_por_minuto: Option<i64>,
}

/// Quem está pronto e cabe no limite da sua chave. A conta exata, com as que se concedem juntas, vem depois, sob a trava da chave.
///
/// O tipo vai por extenso: só assim os índices parciais servem.
fn candidatas(tipo: TipoDeItem) -> String {
    format!(
        "SELECT id, inquilino_id, instancia_id, visita, carga, concessao, limite_chave, limite_simultaneos, limite_por_minuto
         FROM fila
         WHERE no_id IS NULL AND tipo = '{}' AND visivel_em <= $1
           AND (limite_simultaneos IS NULL OR limite_simultaneos >
                (SELECT COUNT(*) FROM fila e WHERE e.limite_chave = fila.limite_chave AND e.inquilino_id = fila.inquilino_id
                                               AND e.no_id IS NOT NULL))
           AND (limite_por_minuto IS NULL OR limite_por_minuto >
                (SELECT COUNT(*) FROM partidas p WHERE p.limite_chave = fila.limite_chave AND p.inquilino_id = fila.inquilino_id
                                                   AND p.quando > $2))
         ORDER BY prioridade DESC, visivel_em
         LIMIT $3",
        tipo.como_texto()
    )
}

impl Armazem {
    /// Concede até `quantos` itens prontos ao nó. Cada linha vai a um nó só, e nenhum limite por chave é passado, mesmo com vários nós
    /// pedindo ao mesmo tempo.
    pub async fn conceder(
        &self,
        no: NoId,
        tipo: TipoDeItem,
        quantos: u32,
        agora: Instante,
    ) -> Result<Vec<Concedido>, ErroArmazem> {
        if quantos == 0 {
            return Ok(Vec::new());
        }
        let mut con = self.transacao().await?;
        let janela = agora.menos(JANELA_DE_PARTIDAS);
        // SQLite: um escritor só, não há com quem disputar a linha. PostgreSQL: pula as que outro nó está pegando.
        let mut sql = candidatas(tipo);
        if con.postgres() {
            sql.push_str(" FOR UPDATE SKIP LOCKED");
        }
        let candidatas: Vec<Candidata> = con.linhas(sql, parametros![agora, janela, quantos]).await?;
        let mut folgas = medir_chaves(&mut con, &candidatas, janela).await?;
        let escolhidas: Vec<Candidata> = candidatas.into_iter().filter(|c| cabe(&mut folgas, c)).collect();
        marcar(&mut con, no, &escolhidas, agora).await?;
        con.confirmar().await?;
        Ok(escolhidas.into_iter().map(Concedido::from).collect())
    }

    /// Devolve à fila uma linha concedida que não se pôde fazer agora; nada muda se a concessão já passou a outro.
    pub async fn devolver_item(&self, concedido: &Concedido) -> Result<(), ErroArmazem> {
        let mut con = self.transacao().await?;
        con.executar(
            "UPDATE fila SET no_id = NULL WHERE instancia_id = $1 AND visita = $2 AND id = $3 AND concessao = $4",
            parametros![concedido.instancia, concedido.visita, concedido.id, concedido.concessao],
        )
        .await?;
        con.confirmar().await
    }

    /// Quando a próxima linha que ainda não está pronta fica pronta; para dormir até lá.
    pub async fn proxima_visivel(&self, tipo: TipoDeItem) -> Result<Option<Instante>, ErroArmazem> {
        let mut con = self.transacao().await?;
        let sql = format!("SELECT MIN(visivel_em) FROM fila WHERE no_id IS NULL AND tipo = '{}'", tipo.como_texto());
        let linha: Option<(Option<i64>,)> = con.linha(sql, vec![]).await?;
        Ok(linha.and_then(|(micros,)| micros).map(Instante::de_micros))
    }

    /// Esquece partidas que já não contam.
    pub async fn limpar_partidas(&self, agora: Instante) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        let apagadas = con
            .executar("DELETE FROM partidas WHERE quando < $1", parametros![agora.menos(JANELA_DE_PARTIDAS)])
            .await?;
        con.confirmar().await?;
        Ok(apagadas)
    }
}

/// Folga de uma chave nesta rodada: quantas ainda podem rodar juntas e partir neste minuto.
struct Folga {
    rodando: i64,
    partidas: i64,
}

type Chave = (Uuid, String);

fn chave(candidata: &Candidata) -> Option<Chave> {
    candidata.limite_chave.clone().map(|chave| (candidata.inquilino_id, chave))
}

/// A folga de cada chave das candidatas. Em ordem: dois nós que travem as mesmas chaves nunca se esperam em círculo.
async fn medir_chaves(
    con: &mut Conexao,
    candidatas: &[Candidata],
    janela: Instante,
) -> Result<HashMap<Chave, Folga>, ErroArmazem> {
    let chaves: BTreeSet<Chave> = candidatas.iter().filter_map(chave).collect();
    let mut folgas = HashMap::with_capacity(chaves.len());
    for (inquilino, chave) in chaves {
        let folga = medir(con, inquilino, &chave, janela).await?;
        folgas.insert((inquilino, chave), folga);
    }
    Ok(folgas)
}

/// Se a candidata cabe na folga da sua chave; se cabe, já a ocupa.
fn cabe(folgas: &mut HashMap<Chave, Folga>, candidata: &Candidata) -> bool {
    let Some(folga) = chave(candidata).and_then(|chave| folgas.get_mut(&chave)) else { return true };
    let cabe = candidata.limite_simultaneos.is_none_or(|limite| folga.rodando < limite)
        && candidata.limite_por_minuto.is_none_or(|limite| folga.partidas < limite);
    if cabe {
        folga.rodando += 1;
        folga.partidas += 1;
    }
    cabe
}

async fn medir(con: &mut Conexao, inquilino: Uuid, chave: &str, janela: Instante) -> Result<Folga, ErroArmazem> {
    // PostgreSQL: dois nós contando a mesma chave ao mesmo tempo passariam juntos; a trava é da transação e por chave.
    if con.postgres() {
        let texto = format!("{inquilino}/{chave}");
        con.executar("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", parametros![texto]).await?;
    }
    let linha: Option<(i64, i64)> = con
        .linha(
            "SELECT (SELECT COUNT(*) FROM fila WHERE limite_chave = $2 AND inquilino_id = $1 AND no_id IS NOT NULL),
                    (SELECT COUNT(*) FROM partidas WHERE limite_chave = $2 AND inquilino_id = $1 AND quando > $3)",
            parametros![inquilino, chave, janela],
        )
        .await?;
    let (rodando, partidas) = linha.unwrap_or((i64::MAX, i64::MAX));
    Ok(Folga { rodando, partidas })
}

pub(crate) static CONCEDER: Comando = Comando {
    sql: "WITH v (instancia_id, visita, id, no_id) AS ({linhas})
          UPDATE fila SET no_id = v.no_id, concessao = concessao + 1
          FROM v WHERE fila.instancia_id = v.instancia_id AND fila.visita = v.visita AND fila.id = v.id",
    colunas: &[Tipo::Uuid, Tipo::Inteiro, Tipo::Uuid, Tipo::Uuid],
    conferir: true,
};

async fn marcar(con: &mut Conexao, no: NoId, escolhidas: &[Candidata], agora: Instante) -> Result<(), ErroArmazem> {
    if escolhidas.is_empty() {
        return Ok(());
    }
    let mut concedidas = Massa::nova(&CONCEDER);
    for c in escolhidas {
        concedidas.linha([c.instancia_id.into(), c.visita.into(), c.id.into(), no.into()]);
    }
    con.em_massa(vec![concedidas]).await?;
    let partidas = escolhidas
        .iter()
        .filter(|c| c.limite_por_minuto.is_some())
        .filter_map(|c| c.limite_chave.as_ref().map(|chave| parametros![c.inquilino_id, chave, c.id, agora]))
        .collect();
    con.inserir_varias("INSERT INTO partidas (inquilino_id, limite_chave, item_id, quando)", partidas).await
}

impl From<Candidata> for Concedido {
    fn from(linha: Candidata) -> Self {
        Self {
            id: linha.id.into(),
            inquilino: linha.inquilino_id.into(),
            instancia: linha.instancia_id.into(),
            visita: u32::try_from(linha.visita).unwrap_or(u32::MAX),
            carga: linha.carga,
            concessao: linha.concessao + 1,
        }
    }
}
