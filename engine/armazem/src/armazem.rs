//! Abrir, migrar e começar transações.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use esteira_base::Instante;
use esteira_base::ids::InquilinoId;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::banco::{Alcance, Conexao, Ligacoes};
use crate::fila::agora_do_banco;
use crate::{ErroArmazem, Unidade, parametros};

static MIGRACOES_SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/sqlite");
static MIGRACOES_POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/postgres");

/// Quanto esperar por uma conexão livre ou por um escritor do SQLite.
const ESPERA_POR_CONEXAO: Duration = Duration::from_secs(30);
/// Comandos preparados que cada conexão guarda: cabem todos os da Esteira.
const COMANDOS_PREPARADOS: usize = 512;
/// Páginas do SQLite que quem escreve guarda na memória.
const CACHE_DO_ESCRITOR_KIB: u32 = 32 * 1024;
/// O WAL do SQLite volta ao arquivo de tempos em tempos: poucas páginas de cada vez repetem trabalho, muitas fazem esperar.
const PAGINAS_ATE_O_CHECKPOINT: u32 = 4_000;
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
    /// Se `url` é de um PgBouncer em modo transação, a do PostgreSQL sem ele: é por ela que se migra.
    pub direta: Option<String>,
}

impl OpcoesDoArmazem {
    /// Sem agrupador de conexões.
    pub fn novas(url: impl Into<String>, conexoes: u32) -> Self {
        Self { url: url.into(), conexoes, direta: None }
    }
}

/// O banco aberto. Clonar é barato e divide as mesmas conexões.
#[derive(Clone)]
pub struct Armazem {
    banco: Banco,
}

#[derive(Clone)]
enum Banco {
    /// Um escritor, porque o SQLite só admite um; vários leitores, que não o esperam (WAL).
    Sqlite {
        escritor: SqlitePool,
        leitores: SqlitePool,
    },
    Postgres(Ligacoes),
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
            Banco::Postgres(Ligacoes::abrir(&opcoes.url, opcoes.direta.as_deref(), opcoes.conexoes).await?)
        };
        Ok(Self { banco })
    }

    /// Aplica as migrações que faltam. Seguro com vários nós ao mesmo tempo.
    pub async fn migrar(&self) -> Result<(), ErroArmazem> {
        match &self.banco {
            Banco::Sqlite { escritor, .. } => MIGRACOES_SQLITE.run(escritor).await?,
            Banco::Postgres(ligacoes) => {
                ligacoes.migrar(&MIGRACOES_POSTGRES).await?;
                self.cercar().await?;
                self.preparar_meses().await?;
            }
        }
        Ok(())
    }

    /// Cerca as tabelas que ainda não o estão: a que nasce numa migração nova não pode esquecer-se.
    async fn cercar(&self) -> Result<(), ErroArmazem> {
        let mut con = self.transacao().await?;
        con.executar("SELECT esteira_cercar()", vec![]).await?;
        con.confirmar().await
    }

    /// Se quem liga ao PostgreSQL passa por cima da cerca entre inquilinos: superusuário, ou com BYPASSRLS.
    pub async fn passa_por_cima_da_cerca(&self) -> Result<bool, ErroArmazem> {
        if !matches!(self.banco, Banco::Postgres(_)) {
            return Ok(false);
        }
        let sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
        let linha: Option<(bool,)> = self.leitura().await?.linha(sql, vec![]).await?;
        Ok(linha.is_some_and(|(passa,)| passa))
    }

    /// Nome do banco, para telas e logs.
    pub fn nome(&self) -> &'static str {
        match self.banco {
            Banco::Sqlite { .. } => "SQLite",
            Banco::Postgres(_) => "PostgreSQL",
        }
    }

    /// O arquivo do SQLite; nenhum no PostgreSQL ou em memória.
    pub fn arquivo(&self) -> Option<PathBuf> {
        match &self.banco {
            Banco::Sqlite { escritor, .. } => Some(escritor.connect_options().get_filename().to_path_buf()),
            Banco::Postgres(_) => None,
        }
    }

    /// Uma unidade de trabalho que escreve.
    pub async fn escrever(&self, inquilino: InquilinoId) -> Result<Unidade, ErroArmazem> {
        Ok(Unidade::nova(self.abrir_para_escrever(Alcance::De(inquilino)).await?, inquilino))
    }

    /// Uma unidade de trabalho que só lê, sem esperar quem escreve.
    pub async fn ler(&self, inquilino: InquilinoId) -> Result<Unidade, ErroArmazem> {
        Ok(Unidade::nova(self.abrir_para_ler(Alcance::De(inquilino)).await?, inquilino))
    }

    /// O banco sem as guardas deste pacote, para o teste que faz de quem tem a senha dele.
    #[cfg(feature = "conformidade")]
    pub async fn conexao_para_testes(&self) -> Result<Conexao, ErroArmazem> {
        self.transacao().await
    }

    /// Uma transação que só lê, de todos os inquilinos: para o que se olha de tempos em tempos.
    pub(crate) async fn leitura(&self) -> Result<Conexao, ErroArmazem> {
        self.abrir_para_ler(Alcance::Todos).await
    }

    /// Uma transação que escreve, de todos os inquilinos: para a fila e a partida.
    pub(crate) async fn transacao(&self) -> Result<Conexao, ErroArmazem> {
        self.abrir_para_escrever(Alcance::Todos).await
    }

    async fn abrir_para_ler(&self, alcance: Alcance) -> Result<Conexao, ErroArmazem> {
        match &self.banco {
            Banco::Sqlite { leitores, .. } => Ok(Conexao::Sqlite(leitores.begin().await?)),
            Banco::Postgres(_) => self.abrir_para_escrever(alcance).await,
        }
    }

    async fn abrir_para_escrever(&self, alcance: Alcance) -> Result<Conexao, ErroArmazem> {
        match &self.banco {
            // IMMEDIATE: quem lê e depois escreve numa transação adiada falha na hora, sem esperar a vez.
            Banco::Sqlite { escritor, .. } => Ok(Conexao::Sqlite(escritor.begin_with("BEGIN IMMEDIATE").await?)),
            Banco::Postgres(ligacoes) => ligacoes.comecar(alcance).await,
        }
    }

    /// Como [`Armazem::transacao`], para quem grava um lote inteiro.
    pub(crate) async fn gravacao(&self) -> Result<Conexao, ErroArmazem> {
        match &self.banco {
            Banco::Sqlite { .. } => self.transacao().await,
            Banco::Postgres(ligacoes) => ligacoes.comecar_a_gravar().await,
        }
    }

    /// Com que se gravam lotes no PostgreSQL; nenhuma no SQLite, que não junta comandos.
    pub(crate) fn ligacoes(&self) -> Option<&Ligacoes> {
        match &self.banco {
            Banco::Sqlite { .. } => None,
            Banco::Postgres(ligacoes) => Some(ligacoes),
        }
    }

    /// Cria as partições deste mês e dos próximos, pelo relógio do banco. No SQLite não há partição. Seguro repetir, em vários nós.
    pub async fn preparar_meses(&self) -> Result<(), ErroArmazem> {
        if !matches!(self.banco, Banco::Postgres(_)) {
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
            Banco::Postgres(ligacoes) => ligacoes.fechar().await,
        }
    }
}
