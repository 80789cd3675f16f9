//! Nenhum comando da retenção varre tabela: uma leva custa o que apaga, e não o que há.

use esteira_base::ids::InquilinoId;
use esteira_postgres_de_teste::PostgresDeTeste;
use uuid::Uuid;

use super::Especie;
use crate::banco::Parametro;
use crate::{Armazem, OpcoesDoArmazem, parametros};

/// O índice por onde cada espécie se percorre, na ordem em que acabou.
fn indice(especie: Especie) -> &'static str {
    match especie {
        Especie::Instancias | Especie::Processos => "instancias_encerradas_por_fim",
        Especie::Notificacoes => "notificacoes_recentes",
        Especie::Sinais => "sinais_encerrados",
        Especie::WebhooksRecebidos => "webhooks_recebidos_velhos",
        Especie::Disparos => "disparos_por_idade",
        Especie::Logs => "execucoes_com_log",
    }
}

async fn abrir(url: String) -> Armazem {
    let armazem = Armazem::abrir(&OpcoesDoArmazem::novas(url, 1)).await.unwrap();
    armazem.migrar().await.unwrap();
    armazem
}

/// Os parâmetros de uma consulta de vencidas; aqui não importa o que tragam.
fn quaisquer() -> Vec<Parametro> {
    parametros![InquilinoId::novo(), 9i64, 0i64, Uuid::nil(), 9i64]
}

#[tokio::test]
async fn no_sqlite_toda_leva_acha_e_apaga_por_indice() {
    let pasta = tempfile::tempdir().unwrap();
    let armazem = abrir(format!("sqlite:{}", pasta.path().join("esteira.db").display())).await;
    let mut con = armazem.transacao().await.unwrap();
    for especie in Especie::TODAS {
        let sql = format!("EXPLAIN QUERY PLAN {}", especie.vencidas());
        let passos: Vec<(i64, i64, i64, String)> = con.linhas(sql, quaisquer()).await.unwrap();
        let passos: Vec<_> = passos.into_iter().map(|(.., passo)| passo).collect();
        assert!(!passos.iter().any(|passo| varre(passo)), "{especie}: {passos:#?}");
        let percorre = passos.iter().any(|passo| passo.contains(indice(especie)));
        assert!(percorre, "{especie} não se percorre pelo índice: {passos:#?}");
        assert!(!passos.iter().any(|passo| passo.contains("TEMP B-TREE")), "{especie} ordena: {passos:#?}");

        for comando in especie.comandos() {
            let sql = format!("EXPLAIN QUERY PLAN {}", comando.no_sqlite(2));
            let passos: Vec<(i64, i64, i64, String)> = con.linhas(sql, vec![]).await.unwrap();
            let varridas: Vec<_> = passos.iter().filter(|(.., passo)| varre(passo)).collect();
            assert!(varridas.is_empty(), "{varridas:?} em {}", comando.sql);
        }
    }
}

/// `v` são as linhas dadas; o resto são tabelas.
fn varre(passo: &str) -> bool {
    passo.starts_with("SCAN") && !passo.starts_with("SCAN v") && !passo.contains("CONSTANT")
}

/// Numa tabela vazia o PostgreSQL prefere varrer; desligado isso, só varre o que não tem índice que sirva.
#[tokio::test]
async fn no_postgres_ha_indice_para_tudo() {
    let armazem = abrir(PostgresDeTeste::compartilhado().novo_banco()).await;
    let mut con = armazem.transacao().await.unwrap();
    con.executar("SET LOCAL enable_seqscan = off", vec![]).await.unwrap();
    for especie in Especie::TODAS {
        let plano: Vec<(String,)> =
            con.linhas(format!("EXPLAIN (COSTS OFF) {}", especie.vencidas()), quaisquer()).await.unwrap();
        assert!(!plano.iter().any(|(passo,)| passo.contains("Seq Scan")), "{especie}: {plano:#?}");
        assert!(!plano.iter().any(|(passo,)| passo.contains("Sort Key")), "{especie} ordena: {plano:#?}");
        for comando in especie.comandos() {
            let linhas = comando.sql.replace("{linhas}", "SELECT gen_random_uuid(), gen_random_uuid()");
            let plano: Vec<(String,)> = con.linhas(format!("EXPLAIN (COSTS OFF) {linhas}"), vec![]).await.unwrap();
            assert!(!plano.iter().any(|(passo,)| passo.contains("Seq Scan")), "{}: {plano:#?}", comando.sql);
        }
    }
}
