//! O que pode dar errado ao guardar, dito de modo que quem chama saiba o que fazer.

/// Erro de persistência.
#[derive(Debug, thiserror::Error)]
pub enum ErroArmazem {
    /// Uma unicidade recusou: já existe. `restricao` é o nome da restrição no PostgreSQL ou `tabela.coluna, …` no SQLite.
    #[error("já existe um registro igual ({restricao})")]
    JaExiste {
        /// Qual unicidade.
        restricao: String,
    },
    /// Alguém mudou antes (revisão diferente).
    #[error("o registro mudou desde que foi lido; leia de novo e repita")]
    Conflito,
    /// O que está guardado não é um valor possível.
    #[error("registro corrompido em {tabela}.{coluna}, id {id}: {problema}")]
    Corrompido {
        /// Tabela.
        tabela: &'static str,
        /// Coluna.
        coluna: &'static str,
        /// Linha.
        id: String,
        /// O que há de errado.
        problema: String,
    },
    /// O banco não respondeu, ou recusou por disputa: repetir adianta.
    #[error("o banco de dados não respondeu; a operação pode ser repetida")]
    Transitorio(#[source] sqlx::Error),
    /// O armazém de arquivos, onde estão os valores grandes, não respondeu: repetir adianta.
    #[error("o armazém de arquivos não respondeu; a operação pode ser repetida")]
    SemArquivos(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Migração que não se aplica.
    #[error("a migração do banco falhou")]
    Migracao(#[from] sqlx::migrate::MigrateError),
    /// Outro erro do banco.
    #[error("erro do banco de dados")]
    Banco(#[source] sqlx::Error),
}

impl ErroArmazem {
    /// Se é a unicidade cujo nome (PostgreSQL) ou primeira coluna (SQLite) contém o trecho.
    pub fn ja_existe(&self, trecho: &str) -> bool {
        matches!(self, Self::JaExiste { restricao } if restricao.contains(trecho))
    }

    /// Se repetir adianta.
    pub fn passageiro(&self) -> bool {
        matches!(self, Self::Transitorio(_) | Self::SemArquivos(_))
    }
}

/// Códigos SQLSTATE em que repetir adianta: serialização, deadlock, conexão, administrador desligou, recursos, e a transação que um nó
/// congelado deixou aberta até o servidor a encerrar.
const REPETIVEIS: [&str; 8] = ["40001", "40P01", "08006", "08003", "57P01", "57P03", "53300", "25P03"];

/// O que `esteira_conferir` (migração 0002 do PostgreSQL) levanta: alguém mudou antes.
const LINHAS_MUDARAM: &str = "ES409";

impl From<sqlx::Error> for ErroArmazem {
    fn from(erro: sqlx::Error) -> Self {
        match &erro {
            sqlx::Error::Database(do_banco) if do_banco.is_unique_violation() => {
                let restricao = do_banco.constraint().map_or_else(
                    || do_banco.message().trim_start_matches("UNIQUE constraint failed: ").to_owned(),
                    str::to_owned,
                );
                Self::JaExiste { restricao }
            }
            sqlx::Error::Database(do_banco) => {
                let codigo = do_banco.code().unwrap_or_default();
                // No SQLite o código é o número estendido: 5 e variantes são SQLITE_BUSY.
                let ocupado = codigo.parse::<u32>().is_ok_and(|n| n & 0xff == 5 && codigo.len() < 5);
                if codigo == LINHAS_MUDARAM {
                    Self::Conflito
                } else if ocupado || REPETIVEIS.contains(&codigo.as_ref()) {
                    Self::Transitorio(erro)
                } else {
                    Self::Banco(erro)
                }
            }
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Transitorio(erro)
            }
            _ => Self::Banco(erro),
        }
    }
}
