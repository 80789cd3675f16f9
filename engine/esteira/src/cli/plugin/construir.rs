//! `esteira plugin construir`: do código ao componente. A linguagem é a do arquivo em que o plugin começa.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use esteira_base::Resumo;
use esteira_rpa::{Linguagem, interpretados};

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
    let compilacao = saida.join("compilacao");
    let Some(linguagem) = Linguagem::da_pasta(pasta) else {
        return Ok(esteira_rpa::componentizar(&esteira_rpa::compilar(pasta, &compilacao)?)?);
    };
    let construido = interpretados::construir(linguagem, pasta, &compilacao)
        .map_err(|erro| format!("{}: {erro}", pasta.display()))?;
    for aviso in &construido.avisos {
        eprintln!("{}/{aviso}", pasta.display());
    }
    Ok(construido.componente)
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
