//! `esteira plugin construir`: do código ao componente.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use esteira_base::Resumo;

use crate::cli::Resultado;

/// O alvo dos plugins em Rust: nenhuma importação além do nosso WIT.
const ALVO: &str = "wasm32-unknown-unknown";

/// Constrói os plugins destas pastas em `saida`.
pub fn todos(pastas: &[PathBuf], saida: &Path) -> Resultado {
    fs::create_dir_all(saida)?;
    for pasta in pastas {
        construir(pasta, saida)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn construir(pasta: &Path, saida: &Path) -> Result<(), Box<dyn Error>> {
    let nome = pasta.file_name().and_then(|n| n.to_str()).ok_or("a pasta do plugin não tem nome")?;
    let manifesto = pasta.join("Cargo.toml");
    let executou = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "rustc",
            "--quiet",
            "--crate-type",
            "cdylib",
            "--profile",
            "plugin",
            "--target",
            ALVO,
            "--manifest-path",
        ])
        .arg(&manifesto)
        .args(["--target-dir"])
        .arg(saida.join("compilacao"))
        .status()
        .map_err(|erro| format!("não consegui chamar o cargo: {erro}"))?;
    if !executou.success() {
        return Err(format!("a compilação de {nome} falhou; falta o alvo? rustup target add {ALVO}").into());
    }
    let modulo =
        saida.join("compilacao").join(ALVO).join("plugin").join(format!("plugin_{}.wasm", nome.replace('-', "_")));
    let modulo = fs::read(&modulo).map_err(|erro| {
        format!("não achei o módulo compilado {} ({erro}); o pacote tem de se chamar plugin-{nome}", modulo.display())
    })?;
    let componente = esteira_rpa::componentizar(&modulo)?;
    let destino = saida.join(format!("{nome}.wasm"));
    fs::write(&destino, &componente)?;
    println!(
        "{}: {} KiB, resumo {}",
        destino.display(),
        componente.len().div_ceil(1024),
        Resumo::de(&componente).curto()
    );
    Ok(())
}
