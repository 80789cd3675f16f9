//! `esteira plugin construir`: do código ao componente. A linguagem é a do arquivo em que o plugin começa.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use esteira_base::Resumo;
use esteira_rpa::Linguagem;

use crate::cli::Resultado;

/// Constrói os plugins destas pastas em `saida`.
pub fn todos(pastas: &[PathBuf], saida: &Path) -> Resultado {
    fs::create_dir_all(saida)?;
    for pasta in pastas {
        construir(pasta, saida)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn construir(pasta: &Path, saida: &Path) -> Result<(), Box<dyn Error>> {
    let compilacao = saida.join("compilacao");
    let componente = match Linguagem::da_pasta(pasta) {
        Some(linguagem) => {
            let construido = esteira_rpa::interpretados::construir(linguagem, pasta, &compilacao)
                .map_err(|erro| format!("{}: {erro}", pasta.display()))?;
            construido.avisos.iter().for_each(|aviso| eprintln!("{}", pasta.join(aviso).display()));
            construido.componente
        }
        None => esteira_rpa::componentizar(&esteira_rpa::compilar(pasta, &compilacao)?)?,
    };
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
