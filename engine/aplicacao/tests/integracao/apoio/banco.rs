//! Um banco novo, de um dos dois tipos, que se abre quantas vezes for preciso.

use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};

use esteira_armazem::{Armazem, OpcoesDoArmazem};
use esteira_postgres_de_teste::{AgrupadorDeTeste, PostgresDeTeste};

pub struct Banco {
    opcoes: OpcoesDoArmazem,
    /// Abrir de novo não migra: já está como tem de estar, e as provas de queda abrem centenas de vezes.
    migrado: AtomicBool,
    /// O que tem de durar enquanto o banco se usa: a pasta do arquivo, ou o agrupador.
    _apoio: Box<dyn Any + Send + Sync>,
}

/// Conexões do PostgreSQL, ou leitores do SQLite.
const CONEXOES: u32 = 5;

impl Banco {
    pub fn sqlite() -> Self {
        let pasta = tempfile::tempdir().expect("pasta temporária");
        Self::novo(format!("sqlite:{}", pasta.path().join("esteira.db").display()), None, pasta)
    }

    pub fn postgres() -> Self {
        Self::novo(PostgresDeTeste::compartilhado().novo_banco(), None, ())
    }

    /// PostgreSQL por um PgBouncer em modo transação.
    pub fn agrupado() -> Self {
        let direta = PostgresDeTeste::compartilhado().novo_banco();
        let agrupador = AgrupadorDeTeste::na_frente_de(&direta).unwrap_or_else(|erro| panic!("{erro}"));
        Self::novo(agrupador.url().to_owned(), Some(direta), agrupador)
    }

    fn novo(url: String, direta: Option<String>, apoio: impl Any + Send + Sync) -> Self {
        let opcoes = OpcoesDoArmazem { url, conexoes: CONEXOES, direta };
        Self { opcoes, migrado: false.into(), _apoio: Box::new(apoio) }
    }

    /// O endereço, sem agrupador.
    pub fn url(&self) -> &str {
        self.opcoes.direta.as_deref().unwrap_or(&self.opcoes.url)
    }

    pub async fn abrir(&self) -> Armazem {
        let armazem = Armazem::abrir(&self.opcoes).await.expect("banco novo");
        if !self.migrado.swap(true, Ordering::SeqCst) {
            armazem.migrar().await.expect("migrações");
        }
        armazem
    }
}
