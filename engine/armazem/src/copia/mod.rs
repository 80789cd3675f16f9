//! Copiar o banco inteiro para um arquivo, com quem o usa a trabalhar, e refazê-lo desse arquivo.
//!
//! No SQLite, `VACUUM INTO`: uma leitura só, coerente, que não faz esperar quem escreve. No PostgreSQL, as ferramentas dele (`pg_dump`, `pg_restore`), em
//! processo filho; a senha vai pelo ambiente, nunca na linha de comando.
//!
//! Não deve conhecer: onde as cópias moram, quantas se guardam.

mod postgres;
mod sqlite;

use std::path::Path;

use esteira_base::Segredo;

use crate::ErroArmazem;

/// Por que não se copiou, ou não se refez.
#[derive(Debug, thiserror::Error)]
pub enum ErroDeCopia {
    /// A ferramenta do PostgreSQL não está neste nó.
    #[error(
        "{0} não está neste nó; instale o cliente do PostgreSQL, da versão do servidor ou mais nova, ou faça a cópia pelo serviço do banco \
         (pg_basebackup, ou a do provedor)"
    )]
    SemFerramenta(&'static str),
    /// A ferramenta recusou.
    #[error("{ferramenta} não conseguiu: {mensagem}")]
    Ferramenta {
        /// `pg_dump` ou `pg_restore`.
        ferramenta: &'static str,
        /// O que ela disse.
        mensagem: String,
    },
    /// Só se refaz num lugar vazio.
    #[error("{0}")]
    Ocupado(String),
    /// O endereço do banco não se lê.
    #[error("o endereço do banco não se lê; confira `banco` na configuração")]
    Endereco,
    /// A cópia não é um banco inteiro.
    #[error("a cópia está estragada: {0}")]
    Estragada(String),
    /// O banco recusou.
    #[error("o banco recusou")]
    Banco(#[from] ErroArmazem),
    /// O disco recusou.
    #[error("o disco recusou: {0}")]
    Disco(#[from] std::io::Error),
}

impl From<sqlx::Error> for ErroDeCopia {
    fn from(erro: sqlx::Error) -> Self {
        Self::Banco(erro.into())
    }
}

/// De que banco é o endereço.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tipo {
    /// Um arquivo.
    Sqlite,
    /// Um servidor.
    Postgres,
}

impl Tipo {
    /// O do endereço.
    pub fn de(url: &Segredo) -> Self {
        if url.revelar().starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// O nome, para telas e manifestos.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// A extensão de uma cópia.
    pub const fn extensao(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "dump",
        }
    }
}

/// Copia o banco deste endereço (sem agrupador) para um arquivo que ainda não existe.
pub async fn copiar(url: &Segredo, destino: &Path) -> Result<(), ErroDeCopia> {
    match Tipo::de(url) {
        Tipo::Sqlite => sqlite::copiar(url, destino).await,
        Tipo::Postgres => postgres::copiar(url, destino).await,
    }
}

/// Refaz o banco deste endereço, que tem de estar vazio, de uma cópia.
pub async fn refazer(url: &Segredo, copia: &Path) -> Result<(), ErroDeCopia> {
    match Tipo::de(url) {
        Tipo::Sqlite => sqlite::refazer(url, copia).await,
        Tipo::Postgres => postgres::refazer(url, copia).await,
    }
}
