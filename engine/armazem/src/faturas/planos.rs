//! Nenhum filtro da busca varre ou ordena os processos: só apareceria com milhões.

use esteira_base::Instante;
use esteira_base::ids::InquilinoId;
use esteira_postgres_de_teste::PostgresDeTeste;
use uuid::Uuid;

use super::FiltroDeProcessos;
use super::busca::comando;
use crate::{Armazem, OpcoesDoArmazem};

async fn abrir(url: String) -> Armazem {
    let armazem = Armazem::abrir(&OpcoesDoArmazem::novas(url, 1)).await.unwrap();
    armazem.migrar().await.unwrap();
    armazem
}

/// Cada filtro que sozinho deixa muitos, e por onde se percorre na ordem da lista.
fn filtros() -> Vec<(&'static [&'static str], FiltroDeProcessos)> {
    let padrao = FiltroDeProcessos { limite: 50, ..FiltroDeProcessos::default() };
    let (texto, agora) = (Some("x".to_owned()), Instante::de_micros(1));
    vec![
        (&["processos_recentes"], padrao.clone()),
        (&["processos_recentes"], FiltroDeProcessos { texto: texto.clone(), ..padrao.clone() }),
        (&["processos_recentes_da_operadora"], FiltroDeProcessos { operadora: Some(Uuid::nil()), ..padrao.clone() }),
        (&["processos_recentes_do_mes"], FiltroDeProcessos { mes_ano: texto.clone(), ..padrao.clone() }),
        (&["processos_recentes_do_status"], FiltroDeProcessos { status: texto, ..padrao.clone() }),
        (&["processos_por_criacao"], FiltroDeProcessos { desde: Some(agora), ..padrao.clone() }),
        (
            &["processos_por_criacao"],
            FiltroDeProcessos { antes_de: Some(agora), depois_de: Some(Uuid::nil()), ..padrao.clone() },
        ),
        (
            &["processos_criados_por", "processos_aprovados_por"],
            FiltroDeProcessos { usuario: Some(Uuid::nil()), ..padrao },
        ),
    ]
}

#[tokio::test]
async fn no_sqlite_cada_filtro_anda_pelo_seu_indice() {
    let pasta = tempfile::tempdir().unwrap();
    let armazem = abrir(format!("sqlite:{}", pasta.path().join("esteira.db").display())).await;
    let mut con = armazem.transacao().await.unwrap();
    for (indices, filtro) in filtros() {
        let (sql, parametros) = comando(InquilinoId::novo(), &filtro, None);
        let passos: Vec<(i64, i64, i64, String)> =
            con.linhas(format!("EXPLAIN QUERY PLAN {sql}"), parametros).await.unwrap();
        let passos: Vec<_> = passos.into_iter().map(|(.., passo)| passo).collect();
        for indice in indices {
            assert!(passos.iter().any(|passo| passo.contains(&format!("INDEX {indice} "))), "{indice}: {passos:#?}");
        }
        assert!(!passos.iter().any(|passo| passo.contains("SCAN processos")), "{indices:?} varre: {passos:#?}");
    }
}

#[tokio::test]
async fn no_sqlite_procurar_os_de_um_cliente_nao_varre() {
    let pasta = tempfile::tempdir().unwrap();
    let armazem = abrir(format!("sqlite:{}", pasta.path().join("esteira.db").display())).await;
    let mut con = armazem.transacao().await.unwrap();
    let padrao = FiltroDeProcessos { limite: 50, ..FiltroDeProcessos::default() };
    let texto = Some("x".to_owned());
    for (filtro, clientes) in [
        (FiltroDeProcessos { cliente: Some(Uuid::nil()), ..padrao.clone() }, None),
        (FiltroDeProcessos { cnpj: texto.clone(), ..padrao.clone() }, None),
        (FiltroDeProcessos { hash: texto.clone(), ..padrao.clone() }, None),
        (FiltroDeProcessos { texto, ..padrao }, Some(vec![Uuid::nil(); 7])),
    ] {
        let (sql, parametros) = comando(InquilinoId::novo(), &filtro, clientes);
        let passos: Vec<(i64, i64, i64, String)> =
            con.linhas(format!("EXPLAIN QUERY PLAN {sql}"), parametros).await.unwrap();
        assert!(passos.iter().any(|(.., p)| p.contains("cliente_id=?")), "{passos:#?}");
    }
}

#[tokio::test]
async fn no_postgres_nenhum_filtro_precisa_ordenar() {
    let armazem = abrir(PostgresDeTeste::compartilhado().novo_banco()).await;
    let mut con = armazem.transacao().await.unwrap();
    // Com o banco vazio tudo é barato: proíbe-se o que com ele cheio seria caro, e vê-se se ainda há caminho.
    for caro in ["enable_seqscan", "enable_sort", "enable_bitmapscan"] {
        con.executar(format!("SET LOCAL {caro} = off"), vec![]).await.unwrap();
    }
    for (indices, filtro) in filtros() {
        let (sql, parametros) = comando(InquilinoId::novo(), &filtro, None);
        let linhas: Vec<(String,)> = con.linhas(format!("EXPLAIN {sql}"), parametros).await.unwrap();
        let plano = linhas.into_iter().map(|(linha,)| linha).collect::<Vec<_>>().join("\n");
        assert!(!plano.contains("Seq Scan on processos"), "{indices:?}\n{plano}");
        // O usuário são duas procuras: só as poucas linhas das duas se ordenam juntas.
        assert!(filtro.usuario.is_some() || !plano.contains("Sort"), "{indices:?}\n{plano}");
    }
}
