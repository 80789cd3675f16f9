//! Nenhum comando em massa varre tabela no SQLite: um jeito de escrever o `IN` que não usa o índice só apareceria com o banco cheio.

use crate::banco::Comando;
use crate::fila::{CONCEDER, CONCLUIR, RECOLHER, SUSPENDER};
use crate::sinais::CALAR;
use crate::{Armazem, OpcoesDoArmazem};

use super::instancias::{MUDAR, NASCER_ENCERRADA, SAIR_DAS_VIVAS};
use super::tarefas::{self, DESCANDIDATAR, FECHAR};

#[tokio::test]
async fn todo_comando_que_procura_usa_o_indice_da_chave() {
    let pasta = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", pasta.path().join("esteira.db").display());
    let armazem = Armazem::abrir(&OpcoesDoArmazem::novas(url, 1)).await.unwrap();
    armazem.migrar().await.unwrap();
    let mut con = armazem.transacao().await.unwrap();
    let comandos: [&Comando; 11] = [
        &CONCEDER,
        &CONCLUIR,
        &RECOLHER,
        &SUSPENDER,
        &MUDAR,
        &SAIR_DAS_VIVAS,
        &NASCER_ENCERRADA,
        &tarefas::MUDAR,
        &FECHAR,
        &DESCANDIDATAR,
        &CALAR,
    ];
    for comando in comandos {
        let sql = format!("EXPLAIN QUERY PLAN {}", comando.no_sqlite(2));
        let passos: Vec<(i64, i64, i64, String)> = con.linhas(sql, vec![]).await.unwrap();
        // `v` são as linhas dadas; o resto são tabelas.
        let varre =
            |passo: &str| passo.starts_with("SCAN") && !passo.starts_with("SCAN v") && !passo.contains("CONSTANT");
        let varridas: Vec<_> = passos.iter().filter(|(.., passo)| varre(passo)).collect();
        assert!(varridas.is_empty(), "{varridas:?} em {}", comando.sql);
        let pela_chave = |passo: &str| passo.contains("PRIMARY KEY (") || passo.contains("autoindex");
        assert!(passos.iter().any(|(.., passo)| pela_chave(passo)), "{passos:?}");
    }
}
