//! Nenhum comando em massa varre tabela no SQLite, e nenhuma página ordena tudo para mostrar o começo: só apareceria com o banco cheio.

use crate::banco::{Comando, Conexao};
use crate::fila::{CONCEDER, CONCLUIR, RECOLHER, SUSPENDER};
use crate::sinais::CALAR;
use crate::{Armazem, OpcoesDoArmazem};

use super::instancias::{MUDAR, NASCER_ENCERRADA, SAIR_DAS_VIVAS, pagina_das_encerradas, pagina_das_vivas};
use super::tarefas::{self, DESCANDIDATAR, FECHAR};

async fn novo() -> (Armazem, tempfile::TempDir) {
    let pasta = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", pasta.path().join("esteira.db").display());
    let armazem = Armazem::abrir(&OpcoesDoArmazem::novas(url, 1)).await.unwrap();
    armazem.migrar().await.unwrap();
    (armazem, pasta)
}

async fn plano(con: &mut Conexao, sql: &str) -> Vec<String> {
    let passos: Vec<(i64, i64, i64, String)> = con.linhas(format!("EXPLAIN QUERY PLAN {sql}"), vec![]).await.unwrap();
    passos.into_iter().map(|(.., passo)| passo).collect()
}

#[tokio::test]
async fn a_primeira_pagina_nao_ordena_todas() {
    let (armazem, _pasta) = novo().await;
    let mut con = armazem.leitura().await.unwrap();
    let vivas = [None, Some("EM_ANDAMENTO"), Some("PRECISA_DE_ATENCAO")].map(|s| pagina_das_vivas(s).unwrap());
    for sql in vivas.into_iter().chain([pagina_das_encerradas()]) {
        let passos = plano(&mut con, &sql).await;
        assert!(!passos.iter().any(|passo| passo.contains("TEMP B-TREE")), "{passos:?} em {sql}");
    }
}

#[tokio::test]
async fn todo_comando_que_procura_usa_o_indice_da_chave() {
    let (armazem, _pasta) = novo().await;
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
        let passos = plano(&mut con, &comando.no_sqlite(2)).await;
        // `v` são as linhas dadas; o resto são tabelas.
        let varre =
            |passo: &str| passo.starts_with("SCAN") && !passo.starts_with("SCAN v") && !passo.contains("CONSTANT");
        let varridas: Vec<_> = passos.iter().filter(|passo| varre(passo)).collect();
        assert!(varridas.is_empty(), "{varridas:?} em {}", comando.sql);
        let pela_chave = |passo: &str| {
            ["PRIMARY KEY (", "autoindex", "(inquilino_id=? AND id=?)"].iter().any(|chave| passo.contains(chave))
        };
        assert!(passos.iter().any(|passo| pela_chave(passo)), "{passos:?}");
    }
}
