//! O servidor sobe, serve bancos separados, volta depois de reiniciado e acaba com quem o pediu.

use esteira_postgres_de_teste::{ErroDoPostgres, PostgresDeTeste};
use sqlx::{Connection, PgConnection};

async fn numero(url: &str, sql: &'static str) -> i32 {
    let mut conexao = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar(sql).fetch_one(&mut conexao).await.unwrap()
}

async fn fazer(url: &str, sql: &'static str) {
    let mut conexao = PgConnection::connect(url).await.unwrap();
    sqlx::query(sql).execute(&mut conexao).await.unwrap();
}

#[tokio::test]
async fn o_compartilhado_da_bancos_separados() {
    let servidor = PostgresDeTeste::compartilhado();
    let (um, outro) = (servidor.novo_banco(), servidor.novo_banco());
    fazer(&um, "CREATE TABLE t (n INT)").await;
    let tabelas = "SELECT COUNT(*)::INT FROM pg_tables WHERE tablename = 't'";
    assert_eq!([numero(&um, tabelas).await, numero(&outro, tabelas).await], [1, 0]);
}

#[tokio::test]
async fn o_proprio_volta_com_os_dados_e_some_com_o_dono() {
    if std::env::var_os(esteira_postgres_de_teste::VARIAVEL).is_some() {
        assert!(matches!(PostgresDeTeste::subir().unwrap().reiniciar(), Err(ErroDoPostgres::NaoEProprio)));
        return;
    }
    let mut servidor = PostgresDeTeste::subir().unwrap();
    let banco = servidor.novo_banco();
    fazer(&banco, "CREATE TABLE t AS SELECT 7 AS n").await;
    servidor.reiniciar().unwrap();
    assert_eq!(numero(&banco, "SELECT n FROM t").await, 7);
    drop(servidor);
    assert!(PgConnection::connect(&banco).await.is_err());
}
