//! `esteira plugin construir`: do código ao componente.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use esteira_base::Resumo;

use crate::cli::Resultado;

/// Constrói os plugins destas pastas em `saida`.
pub fn todos(pastas: &[PathBuf], saida: &Path) -> Resultado {
    fs::create_dir_all(saida)?;
    for pasta in pastas {
        construir(pasta, saida)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// O componente do plugin desta pasta; o que se compila pelo caminho fica em `saida`.
pub(super) fn componente(pasta: &Path, saida: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let modulo = esteira_rpa::compilar(pasta, &saida.join("compilacao"))?;
    Ok(esteira_rpa::componentizar(&modulo)?)
}

fn construir(pasta: &Path, saida: &Path) -> Result<(), Box<dyn Error>> {
    let componente = componente(pasta, saida)?;
    let destino = saida.join(format!("{}.wasm", esteira_rpa::nome_do_plugin(pasta)?));
    fs::write(&destino, &componente)?;
    println!(
        "{}: {} KiB, resumo {}",
        destino.display(),
        componente.len().div_ceil(1024),
        Resumo::de(&componente).curto()
    );
    Ok(())
}
