//! Uma linha lida: qualquer struct com `#[derive(sqlx::FromRow)]` serve aos dois bancos.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

/// O que se lê de uma consulta.
pub trait Linha: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Linha for T where T: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin {}
