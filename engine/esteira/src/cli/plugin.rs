//! `esteira plugin`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use esteira_base::Resumo;

use super::Resultado;

#[derive(Debug, Subcommand)]
pub enum AcaoDePlugin {
    /// Compila plugins em Rust e os faz componentes, prontos para a pasta de plugins.
    Construir {
        /// Pastas dos plugins (`plugins/oi`).
        #[arg(required = true)]
        pastas: Vec<PathBuf>,
        /// Onde gravar os componentes.
        #[arg(long, short, default_value = "alvo/plugins")]
        saida: PathBuf,
    },
}

impl AcaoDePlugin {
    pub fn executar(self) -> Resultado {
        let Self::Construir { pastas, saida } = self;
        fs::create_dir_all(&saida)?;
        for pasta in &pastas {
            construir(pasta, &saida)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn construir(pasta: &Path, saida: &Path) -> Result<(), Box<dyn Error>> {
    let modulo = esteira_rpa::compilar(pasta, &saida.join("compilacao"))?;
    let componente = esteira_rpa::componentizar(&modulo)?;
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
