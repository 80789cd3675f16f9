//! Uma transação aberta num dos dois bancos.

use std::borrow::Cow;

use sqlx::{AssertSqlSafe, PgConnection, Postgres, Sqlite, Transaction};
use uuid::Uuid;

use super::massa::{self, Massa, Montadas};
use super::{Alcance, Linha, Parametro};
use crate::ErroArmazem;

/// Maior número de parâmetros num comando: o limite do SQLite embutido (32.766), menor que o do PostgreSQL.
const MAXIMO_DE_PARAMETROS: usize = 32_766;

/// Uma transação. Largada sem [`Conexao::confirmar`], desfaz-se.
pub enum Conexao {
    /// SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL.
    Postgres(NoPostgres),
}

/// Uma transação do PostgreSQL, e o que ela alcança.
pub struct NoPostgres {
    transacao: Transaction<'static, Postgres>,
    /// Se os comandos ficam preparados na conexão; não, quando um agrupador a divide com outros.
    preparar: bool,
    /// O que o banco sabe que ela alcança.
    posto: Alcance,
    /// O que o próximo comando tem de alcançar.
    pedido: Alcance,
}

impl NoPostgres {
    pub(super) fn nova(transacao: Transaction<'static, Postgres>, preparar: bool, alcance: Alcance) -> Self {
        Self { transacao, preparar, posto: alcance, pedido: alcance }
    }

    /// A transação, com o alcance pedido já posto: uma ida a mais só quando ele muda.
    async fn pronta(&mut self) -> Result<&mut PgConnection, ErroArmazem> {
        if self.posto != self.pedido {
            sqlx::query("SELECT set_config($1, $2, TRUE)")
                .bind(Alcance::AJUSTE)
                .bind(self.pedido.valor())
                .persistent(self.preparar)
                .execute(&mut *self.transacao)
                .await?;
            self.posto = self.pedido;
        }
        Ok(&mut self.transacao)
    }
}

macro_rules! ligar {
    ($consulta:expr, $parametros:expr) => {{
        let mut consulta = $consulta;
        for parametro in $parametros {
            consulta = match parametro {
                Parametro::Texto(v) => consulta.bind(v),
                Parametro::Inteiro(v) => consulta.bind(v),
                Parametro::Logico(v) => consulta.bind(v),
                Parametro::Uuid(v) => consulta.bind(v),
                Parametro::Bytes(v) => consulta.bind(v),
            };
        }
        consulta
    }};
}

impl Conexao {
    /// Se o banco é PostgreSQL: para os poucos comandos que diferem, cada um com o porquê ao lado.
    pub fn postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// O que os próximos comandos alcançam.
    pub(crate) fn alcancar(&mut self, alcance: Alcance) {
        if let Self::Postgres(t) = self {
            t.pedido = alcance;
        }
    }

    /// Executa e devolve quantas linhas mudaram.
    pub async fn executar(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        parametros: Vec<Parametro>,
    ) -> Result<u64, ErroArmazem> {
        let sql = AssertSqlSafe(sql.into().into_owned());
        Ok(match self {
            Self::Sqlite(t) => ligar!(sqlx::query(sql), parametros).execute(&mut **t).await?.rows_affected(),
            Self::Postgres(t) => {
                let consulta = ligar!(sqlx::query(sql), parametros).persistent(t.preparar);
                consulta.execute(t.pronta().await?).await?.rows_affected()
            }
        })
    }

    /// Todas as linhas.
    pub async fn linhas<T: Linha>(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        parametros: Vec<Parametro>,
    ) -> Result<Vec<T>, ErroArmazem> {
        let sql = AssertSqlSafe(sql.into().into_owned());
        Ok(match self {
            Self::Sqlite(t) => ligar!(sqlx::query_as::<_, T>(sql), parametros).fetch_all(&mut **t).await?,
            Self::Postgres(t) => {
                let consulta = ligar!(sqlx::query_as::<_, T>(sql), parametros).persistent(t.preparar);
                consulta.fetch_all(t.pronta().await?).await?
            }
        })
    }

    /// A primeira linha, se há.
    pub async fn linha<T: Linha>(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        parametros: Vec<Parametro>,
    ) -> Result<Option<T>, ErroArmazem> {
        let sql = AssertSqlSafe(sql.into().into_owned());
        Ok(match self {
            Self::Sqlite(t) => ligar!(sqlx::query_as::<_, T>(sql), parametros).fetch_optional(&mut **t).await?,
            Self::Postgres(t) => {
                let consulta = ligar!(sqlx::query_as::<_, T>(sql), parametros).persistent(t.preparar);
                consulta.fetch_optional(t.pronta().await?).await?
            }
        })
    }

    /// Insere várias linhas com um comando por lote. `cabeca` é `INSERT INTO tabela (a, b)`; cada linha tem os valores nessa ordem.
    pub async fn inserir_varias(&mut self, cabeca: &str, linhas: Vec<Vec<Parametro>>) -> Result<(), ErroArmazem> {
        let Some(colunas) = linhas.first().map(Vec::len).filter(|n| *n > 0) else { return Ok(()) };
        let por_lote = MAXIMO_DE_PARAMETROS / colunas;
        let mut linhas = linhas.into_iter().peekable();
        while linhas.peek().is_some() {
            let lote: Vec<_> = linhas.by_ref().take(por_lote).collect();
            let valores: Vec<String> = (0..lote.len()).map(|i| grupo(i * colunas, colunas)).collect();
            let sql = format!("{cabeca} VALUES {}", valores.join(", "));
            self.executar(sql, lote.into_iter().flatten().collect()).await?;
        }
        Ok(())
    }

    /// Executa comandos de muitas linhas, na ordem. Conflito se algum que se confere não mudou as linhas que devia.
    pub(crate) async fn em_massa(&mut self, massas: Vec<Massa>) -> Result<(), ErroArmazem> {
        let montadas = Montadas::novas(massas, self.postgres())?;
        self.executar_montadas(montadas).await
    }

    /// Como [`Conexao::em_massa`], do que já se montou para este banco.
    pub(crate) async fn executar_montadas(&mut self, montadas: Montadas) -> Result<(), ErroArmazem> {
        match (self, montadas) {
            (Self::Sqlite(t), Montadas::Sqlite(pedacos)) => massa::no_sqlite(t, pedacos).await,
            (Self::Postgres(t), Montadas::Postgres(Some(junto))) => {
                let preparar = t.preparar;
                massa::no_postgres(t.pronta().await?, preparar, junto).await
            }
            (Self::Postgres(_), Montadas::Postgres(None)) => Ok(()),
            _ => unreachable!("montadas para o outro banco"),
        }
    }

    /// As linhas de muitos ids; `{ids}` no SQL é a condição (`id {ids}`).
    pub(crate) async fn linhas_de<T: Linha>(&mut self, sql: &'static str, ids: &[Uuid]) -> Result<Vec<T>, ErroArmazem> {
        match self {
            Self::Sqlite(t) => massa::ler_no_sqlite(t, sql, ids).await,
            Self::Postgres(t) => {
                let preparar = t.preparar;
                massa::ler_no_postgres(t.pronta().await?, preparar, sql, ids).await
            }
        }
    }

    /// Confirma. Ao retornar, está durável.
    pub async fn confirmar(self) -> Result<(), ErroArmazem> {
        match self {
            Self::Sqlite(t) => t.commit().await?,
            Self::Postgres(t) => t.transacao.commit().await?,
        }
        Ok(())
    }
}

/// `($1, $2, …)` com `quantos` lugares depois de `apos`.
pub(crate) fn grupo(apos: usize, quantos: usize) -> String {
    let lugares: Vec<String> = (apos + 1..=apos + quantos).map(|n| format!("${n}")).collect();
    format!("({})", lugares.join(", "))
}
