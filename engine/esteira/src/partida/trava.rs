//! A trava do SQLite: um só processo trabalha por vez no arquivo, e por isso pode retomar na hora o que o anterior deixou.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Solta-se ao largar, e também se o processo morre.
pub struct Trava {
    _arquivo: File,
}

impl Trava {
    /// Pega a trava de `<banco>.trava`.
    pub fn pegar(banco: &Path) -> Result<Self, String> {
        let mut caminho = banco.as_os_str().to_owned();
        caminho.push(".trava");
        let arquivo = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&caminho)
            .map_err(|erro| format!("não consegui abrir {}: {erro}", caminho.display()))?;
        match arquivo.try_lock() {
            Ok(()) => Ok(Self { _arquivo: arquivo }),
            Err(TryLockError::WouldBlock) => Err(format!(
                "outro processo da Esteira já usa {}; com SQLite só um roda por vez (para vários nós, use PostgreSQL)",
                banco.display()
            )),
            Err(TryLockError::Error(erro)) => Err(format!("não consegui travar {}: {erro}", caminho.display())),
        }
    }
}
