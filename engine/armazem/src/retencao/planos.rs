//! Nenhum comando da retenção varre tabela: uma leva custa o que apaga, e não o que há.

use esteira_base::Instante;
use esteira_base::ids::InquilinoId;

use super::Especie;
use crate::{Armazem, OpcoesDoArmazem, parametros};

/// O índice por onde cada espécie se percorre, na ordem em que acabou.
fn indice(especie: Especie) -> &'static str {
    match especie {
        Especie::Instancias | Especie::Processos => "instancias_encerradas_por_fim",
        Especie::Notificacoes => "notificacoes_recentes",
        Especie::Sinais => "sinais_encerrados",
        Especie::WebhooksRecebidos => "webhooks_recebidos_velhos",
        Especie::Disparos => "disparos_por_idade",
    }
}

#[tokio::test]
async fn toda_leva_acha_e_apaga_por_indice() {
    let pasta = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", pasta.path().join("esteira.db").display());
    let armazem = Armazem::abrir(&OpcoesDoArmazem { url, conexoes: 1 }).await.unwrap();
    armazem.migrar().await.unwrap();
    let mut unidade = armazem.escrever(InquilinoId::novo()).await.unwrap();
    let agora = Instante::de_micros(0);
    for especie in Especie::TODAS {
        let sql = format!("EXPLAIN QUERY PLAN {}", especie.vencidas());
        let parametros = parametros![unidade.inquilino, agora, 0i64, uuid::Uuid::nil(), 9i64];
        let passos: Vec<(i64, i64, i64, String)> = unidade.con.linhas(sql, parametros).await.unwrap();
        let passos: Vec<_> = passos.into_iter().map(|(.., passo)| passo).collect();
        assert!(!passos.iter().any(|passo| varre(passo)), "{especie}: {passos:#?}");
        let percorre = passos.iter().any(|passo| passo.contains(indice(especie)));
        assert!(percorre, "{especie} não se percorre pelo índice: {passos:#?}");
        assert!(!passos.iter().any(|passo| passo.contains("TEMP B-TREE")), "{especie} ordena: {passos:#?}");

        for comando in especie.comandos() {
            let sql = format!("EXPLAIN QUERY PLAN {}", comando.no_sqlite(2));
            let passos: Vec<(i64, i64, i64, String)> = unidade.con.linhas(sql, vec![]).await.unwrap();
            let varridas: Vec<_> = passos.iter().filter(|(.., passo)| varre(passo)).collect();
            assert!(varridas.is_empty(), "{varridas:?} em {}", comando.sql);
        }
    }
}

/// `v` são as linhas dadas; o resto são tabelas.
fn varre(passo: &str) -> bool {
    passo.starts_with("SCAN") && !passo.starts_with("SCAN v") && !passo.contains("CONSTANT")
}
