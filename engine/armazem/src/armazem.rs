//! Abrir, migrar e começar transações.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use esteira_base::Instante;
use esteira_base::ids::InquilinoId;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::banco::Conexao;
use crate::fila::agora_do_banco;
use crate::{ErroArmazem, Unidade, parametros};

static MIGRACOES_SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/sqlite");
static MIGRACOES_POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/postgres");

/// Quanto esperar por uma conexão livre ou por um escritor do SQLite.
const ESPERA_POR_CONEXAO: Duration = Duration::from_secs(30);
/// Conexões do PostgreSQL vivem pouco: limita o estrago de uma que se perca.
const VIDA_DA_CONEXAO: Duration = Duration::from_secs(15 * 60);

/// Comandos preparados que cada conexão guarda: cabem todos os da Esteira.
const COMANDOS_PREPARADOS: usize = 512;
/// Páginas do SQLite que quem escreve guarda na memória.
const CACHE_DO_ESCRITOR_KIB: u32 = 32 * 1024;
/// O WAL do SQLite volta ao arquivo de tempos em tempos: poucas páginas de cada vez repetem trabalho, muitas fazem esperar.
const PAGINAS_ATE_O_CHECKPOINT: u32 = 4_000;
/// O plano de um comando de gravar se guarda desde que as tabelas estão vazias, e tem de servir quando estiverem cheias: sempre pelo índice.
const PLANOS_DE_GRAVAR: [(&str, &str); 4] =
    [("enable_seqscan", "off"), ("enable_hashjoin", "off"), ("enable_mergejoin", "off"), ("jit", "off")];
/// O consolidador grava um lote por vez.
const CONEXOES_DE_GRAVAR: u32 = 1;
/// Quantos meses adiante já têm partição.
const MESES_ADIANTE: u32 = 2;
/// Basta para cair no mês seguinte a partir de qualquer dia, e nunca pular um.
const UM_MES: Duration = Duration::from_secs(28 * 86_400);

/// Como abrir.
#[derive(Debug, Clone)]
pub struct OpcoesDoArmazem {
    /// `sqlite:<caminho>` ou `postgres://…`.
    pub url: String,
    /// Conexões do PostgreSQL, ou leitores do SQLite.
    pub conexoes: u32,
}

/// O banco aberto. Clonar é barato e divide as mesmas conexões.
#[derive(Clone)]
pub struct Armazem {
    banco: Banco,
}

#[derive(Clone)]
enum Banco {
    /// Um escritor, porque o SQLite só admite um; vários leitores, que não o esperam (WAL).
    Sqlite { escritor: SqlitePool, leitores: SqlitePool },
    Postgres {
        conexoes: PgPool,
        /// Só para gravar lotes, que são um comando cada: não se testa a conexão antes, porque quem grava já sabe repetir.
        gravar: PgPool,
    },
}

impl Armazem {
    /// Abre o banco (o arquivo do SQLite é criado se falta). Não migra.
    pub async fn abrir(opcoes: &OpcoesDoArmazem) -> Result<Self, ErroArmazem> {
        let banco = if opcoes.url.starts_with("sqlite:") {
            let conectar = SqliteConnectOptions::from_str(&opcoes.url)?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // NORMAL perderia os últimos commits numa queda de energia.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(ESPERA_POR_CONEXAO)
                .statement_cache_capacity(COMANDOS_PREPARADOS)
                .foreign_keys(true);
            let escrever = conectar
                .clone()
                .pragma("cache_size", format!("-{CACHE_DO_ESCRITOR_KIB}"))
                .pragma("wal_autocheckpoint", PAGINAS_ATE_O_CHECKPOINT.to_string());
            let escritor = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(ESPERA_POR_CONEXAO)
                .idle_timeout(None)
                .max_lifetime(None)
                .connect_with(escrever)
                .await?;
            let leitores = SqlitePoolOptions::new()
                .max_connections(opcoes.conexoes.max(1))
                .acquire_timeout(ESPERA_POR_CONEXAO)
                .connect_with(conectar.read_only(true))
                .await?;
            Banco::Sqlite { escritor, leitores }
        } else {
            let conectar = PgConnectOptions::from_str(&opcoes.url)?
                .statement_cache_capacity(COMANDOS_PREPARADOS)
                .options([("idle_in_transaction_session_timeout", "60000"), ("lock_timeout", "30000")]);
            let conexoes = PgPoolOptions::new()
                .max_connections(opcoes.conexoes.max(2))
                .acquire_timeout(ESPERA_POR_CONEXAO)
                .max_lifetime(VIDA_DA_CONEXAO)
                .connect_with(conectar.clone())
                .await?;
            let gravar = PgPoolOptions::new()
                .max_connections(CONEXOES_DE_GRAVAR)
                .acquire_timeout(ESPERA_POR_CONEXAO)
                .max_lifetime(VIDA_DA_CONEXAO)
                .test_before_acquire(false)
                .connect_lazy_with(conectar.options(PLANOS_DE_GRAVAR));
            Banco::Postgres { conexoes, gravar }
        };
        Ok(Self { banco })
    }

    /// Aplica as migrações que faltam. Seguro com vários nós ao mesmo tempo.
    pub async fn migrar(&self) -> Result<(), ErroArmazem> {
        match &self.banco {
            Banco::Sqlite { escritor, .. } => MIGRACOES_SQLITE.run(escritor).await?,
            Banco::Postgres { conexoes, .. } => {
                MIGRACOES_POSTGRES.run(conexoes).await?;
                self.preparar_meses().await?;
            }
        }
        Ok(())
    }

    /// Nome do banco, para telas e logs.
    pub fn nome(&self) -> &'static str {
        match self.banco {
            Banco::Sqlite { .. } => "SQLite",
            Banco::Postgres { .. } => "PostgreSQL",
        }
    }

    /// O arquivo do SQLite; nenhum no PostgreSQL ou em memória.
    pub fn arquivo(&self) -> Option<PathBuf> {
        match &self.banco {
            Banco::Sqlite { escritor, .. } => Some(escritor.connect_options().get_filename().to_path_buf()),
            Banco::Postgres { .. } => None,
        }
    }

    /// Uma unidade de trabalho que escreve.
    pub async fn escrever(&self, inquilino: InquilinoId) -> Result<Unidade, ErroArmazem> {
        Ok(Unidade::nova(self.transacao().await?, inquilino))
    }

    /// Uma unidade de trabalho que só lê, sem esperar quem escreve.
    pub async fn ler(&self, inquilino: InquilinoId) -> Result<Unidade, ErroArmazem> {
        Ok(Unidade::nova(self.leitura().await?, inquilino))
    }

    /// Uma transação que só lê, sem inquilino: para o que se olha de tempos em tempos.
    pub(crate) async fn leitura(&self) -> Result<Conexao, ErroArmazem> {
        match &self.banco {
            Banco::Sqlite { leitores, .. } => Ok(Conexao::Sqlite(leitores.begin().await?)),
            Banco::Postgres { .. } => self.transacao().await,
        }
    }

    /// Uma transação que escreve, sem inquilino: para a fila e a partida.
    pub(crate) async fn transacao(&self) -> Result<Conexao, ErroArmazem> {
        match &self.banco {
            // IMMEDIATE: quem lê e depois escreve numa transação adiada falha na hora, sem esperar a vez.
            Banco::Sqlite { escritor, .. } => Ok(Conexao::Sqlite(escritor.begin_with("BEGIN IMMEDIATE").await?)),
            // O sqlx 0.9.0 estraga a conexão se um `begin()` é cancelado no meio; numa tarefa própria ninguém o cancela.
            Banco::Postgres { conexoes, .. } => {
                let conexoes = conexoes.clone();
                match tokio::spawn(async move { conexoes.begin().await }).await {
                    Ok(iniciada) => Ok(Conexao::Postgres(iniciada?)),
                    Err(_) => Err(ErroArmazem::Transitorio(sqlx::Error::WorkerCrashed)),
                }
            }
        }
    }

    /// Onde se gravam lotes com um comando só; nenhuma no SQLite, que não junta comandos.
    pub(crate) fn conexoes_de_gravar(&self) -> Option<&PgPool> {
        match &self.banco {
            Banco::Sqlite { .. } => None,
            Banco::Postgres { gravar, .. } => Some(gravar),
        }
    }

    /// Cria as partições deste mês e dos próximos, pelo relógio do banco. No SQLite não há partição. Seguro repetir, em vários nós.
    pub async fn preparar_meses(&self) -> Result<(), ErroArmazem> {
        if !matches!(self.banco, Banco::Postgres { .. }) {
            return Ok(());
        }
        let mut con = self.transacao().await?;
        let agora = Instante::de_micros(agora_do_banco(&mut con).await?);
        for meses in 0..=MESES_ADIANTE {
            con.executar("SELECT esteira_preparar_mes($1)", parametros![agora.mais(UM_MES * meses)]).await?;
        }
        con.confirmar().await
    }

    /// O inquilino com que a instalação nasce: devolve o primeiro, criando-o se não há nenhum.
    pub async fn inquilino_inicial(&self, nome: &str, agora: Instante) -> Result<InquilinoId, ErroArmazem> {
        let mut con = self.transacao().await?;
        let existente: Option<(uuid::Uuid,)> =
            con.linha("SELECT id FROM inquilinos ORDER BY data_criacao, id LIMIT 1", vec![]).await?;
        if let Some((id,)) = existente {
            return Ok(id.into());
        }
        let id = InquilinoId::novo();
        con.executar(
            "INSERT INTO inquilinos (id, nome, data_criacao, data_atualizacao) VALUES ($1, $2, $3, $3)",
            parametros![id, nome, agora],
        )
        .await?;
        con.confirmar().await?;
        Ok(id)
    }

    /// Fecha as conexões, esperando as que estão em uso.
    pub async fn fechar(&self) {
        match &self.banco {
            Banco::Sqlite { escritor, leitores } => {
                leitores.close().await;
                escritor.close().await;
            }
            Banco::Postgres { conexoes, gravar } => {
                gravar.close().await;
                conexoes.close().await;
            }
        }
    }
}
