//! Um banco novo, de um dos dois tipos, que se abre quantas vezes for preciso.

use std::sync::atomic::{AtomicBool, Ordering};

use esteira_armazem::{Armazem, OpcoesDoArmazem};
use esteira_postgres_de_teste::PostgresDeTeste;

pub struct Banco {
    url: String,
    /// Abrir de novo não migra: já está como tem de estar, e as provas de queda abrem centenas de vezes.
    migrado: AtomicBool,
    /// Só no SQLite: a pasta do arquivo.
    _pasta: Option<tempfile::TempDir>,
}

impl Banco {
    pub fn sqlite() -> Self {
        let pasta = tempfile::tempdir().expect("pasta temporária");
        Self {
            url: format!("sqlite:{}", pasta.path().join("esteira.db").display()),
            migrado: false.into(),
            _pasta: Some(pasta),
        }
    }

    pub fn postgres() -> Self {
        Self { url: PostgresDeTeste::compartilhado().novo_banco(), migrado: false.into(), _pasta: None }
    }

    pub async fn abrir(&self) -> Armazem {
        let armazem = Armazem::abrir(&OpcoesDoArmazem::novas(&self.url, 5)).await.expect("banco novo");
        if !self.migrado.swap(true, Ordering::SeqCst) {
            armazem.migrar().await.expect("migrações");
        }
        armazem
    }
}
