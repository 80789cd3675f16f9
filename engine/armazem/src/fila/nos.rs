//! Nós vivos.

use std::time::Duration;

use esteira_base::Instante;
use esteira_base::ids::NoId;

use crate::banco::Conexao;
use crate::{Armazem, ErroArmazem, parametros};

/// A hora do banco: é por ela que todos os nós concordam sobre quem está vivo.
pub(crate) async fn agora_do_banco(con: &mut Conexao) -> Result<i64, ErroArmazem> {
    let sql = if con.postgres() {
        "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT"
    } else {
        "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)"
    };
    let linha: Option<(i64,)> = con.linha(sql, vec![]).await?;
    Ok(linha.map_or(0, |(micros,)| micros))
}

impl Armazem {
    /// Registra um nó, ou renova a sua validade. Deve repetir-se em menos de um terço de `validade`.
    ///
    /// Um nó que deixou a própria validade passar pode ter perdido as suas linhas; `false` diz isso.
    pub async fn renovar_no(&self, no: NoId, nome: &str, validade: Duration) -> Result<bool, ErroArmazem> {
        let mut con = self.transacao().await?;
        let agora = Instante::de_micros(agora_do_banco(&mut con).await?);
        let renovadas = con
            .executar(
                "UPDATE nos SET valido_ate = $2 WHERE id = $1 AND valido_ate >= $3",
                parametros![no, agora.mais(validade), agora],
            )
            .await?;
        if renovadas == 0 {
            con.executar(
                "INSERT INTO nos (id, nome, valido_ate, data_criacao) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (id) DO UPDATE SET valido_ate = excluded.valido_ate",
                parametros![no, nome, agora.mais(validade), agora],
            )
            .await?;
        }
        con.confirmar().await?;
        Ok(renovadas == 1)
    }

    /// Devolve à fila as linhas de nós mortos (validade vencida, ou nó que não existe) e esquece os nós. Devolve quantas linhas.
    pub async fn recolher_de_nos_mortos(&self) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        let agora = agora_do_banco(&mut con).await?;
        let devolvidas = con
            .executar(
                "UPDATE fila SET no_id = NULL
                 WHERE no_id IS NOT NULL AND no_id NOT IN (SELECT id FROM nos WHERE valido_ate >= $1)",
                parametros![agora],
            )
            .await?;
        con.executar("DELETE FROM nos WHERE valido_ate < $1", parametros![agora]).await?;
        con.confirmar().await?;
        Ok(devolvidas)
    }

    /// Devolve à fila as linhas deste nó e o esquece: parada com elegância.
    pub async fn soltar_no(&self, no: NoId) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        let soltas = con.executar("UPDATE fila SET no_id = NULL WHERE no_id = $1", parametros![no]).await?;
        con.executar("DELETE FROM nos WHERE id = $1", parametros![no]).await?;
        con.confirmar().await?;
        Ok(soltas)
    }

    /// Esquece todos os nós: para quem sabe que é o único (SQLite, com o arquivo travado).
    pub async fn esquecer_nos(&self) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        con.executar("DELETE FROM nos", vec![]).await?;
        let soltas = con.executar("UPDATE fila SET no_id = NULL WHERE no_id IS NOT NULL", vec![]).await?;
        con.confirmar().await?;
        Ok(soltas)
    }
}
