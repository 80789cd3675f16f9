//! A pasta desta partida do hospedeiro, e o recolhimento do que partidas mortas deixaram.
//!
//! Cada partida tem uma subpasta com um arquivo travado enquanto o processo vive; o sistema solta a trava quando ele morre, seja como for.
//! Pasta cuja trava se consegue pegar é de partida morta: os processos que ainda a citam são mortos e ela é apagada.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::processos::Processos;

const PREFIXO: &str = "rpa-";
const TRAVA: &str = "trava";

/// A pasta desta partida; apagada quando largada.
pub struct Corrida {
    pasta: PathBuf,
    _trava: File,
}

impl Corrida {
    /// Recolhe as partidas mortas e abre a desta.
    pub fn abrir(pasta_trabalho: &Path) -> io::Result<Self> {
        fs::create_dir_all(pasta_trabalho)?;
        // A linha de comando do Chromium leva o caminho: tem de ser sempre o mesmo, de onde quer que se parta.
        let pasta_trabalho = fs::canonicalize(pasta_trabalho)?;
        recolher_mortas(&pasta_trabalho)?;
        let nome = uuid::Uuid::new_v4().simple();
        // Só ganha o nome que `recolher_mortas` procura depois de travada: outro processo não a toma por morta enquanto nasce.
        let nascendo = pasta_trabalho.join(format!(".nova-{nome}"));
        fs::create_dir(&nascendo)?;
        let trava = File::create(nascendo.join(TRAVA))?;
        trava.lock()?;
        let pasta = pasta_trabalho.join(format!("{PREFIXO}{nome}"));
        fs::rename(nascendo, &pasta)?;
        Ok(Self { pasta, _trava: trava })
    }

    pub fn pasta(&self) -> &Path {
        &self.pasta
    }
}

impl Drop for Corrida {
    fn drop(&mut self) {
        // Se algo ficou (um Chromium ainda escrevendo), a próxima partida recolhe.
        let _ = fs::remove_dir_all(&self.pasta);
    }
}

fn recolher_mortas(pasta_trabalho: &Path) -> io::Result<()> {
    for entrada in fs::read_dir(pasta_trabalho)? {
        let pasta = entrada?.path();
        let e_partida = pasta.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with(PREFIXO));
        let Ok(trava) = File::open(pasta.join(TRAVA)) else { continue };
        if e_partida && trava.try_lock().is_ok() {
            let mortos = Processos::de(&pasta).acabar(false);
            tracing::info!(pasta = %pasta.display(), processos = mortos, "recolhida partida morta do RPA");
        }
    }
    Ok(())
}
