//! Os processos de navegador cujo perfil mora numa pasta: achá-los, matá-los, esperar que acabem de verdade e só então apagá-la.
//!
//! Onde não há `/proc` não se acha nenhum; lá quem os mata é o guardião do chromedriver.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::limites;

/// Os processos de uma pasta, inclusive os que já não a citam mas ainda não acabaram: um processo moribundo perde a linha de comando antes
/// de parar, e nesse meio-tempo ainda escreve (o cache de rede do Chromium refaz a árvore inteira).
pub struct Processos {
    pasta: PathBuf,
    vistos: BTreeSet<i32>,
}

impl Processos {
    pub fn de(pasta: &Path) -> Self {
        Self { pasta: pasta.to_owned(), vistos: quem_cita(pasta).into_iter().collect() }
    }

    /// Se algum ainda não acabou.
    fn vivos(&mut self) -> bool {
        self.vistos.extend(quem_cita(&self.pasta));
        self.vistos.retain(|pid| !acabou(*pid));
        !self.vistos.is_empty()
    }

    /// Mata os que citam a pasta; devolve quantos. O nome dela é único: não há como ser outro processo.
    pub fn matar(&self) -> usize {
        let citam = quem_cita(&self.pasta);
        let pids = citam.into_iter().filter_map(Pid::from_raw);
        pids.filter(|pid| kill_process(*pid, Signal::KILL).is_ok()).count()
    }

    /// Deixa-os sair, se `com_calma`; mata os que restam; espera que acabem e apaga a pasta. Devolve quantos matou. Bloqueia.
    pub fn acabar(mut self, com_calma: bool) -> usize {
        let mut mortos = 0;
        if !com_calma || !esperar(|| !self.vivos()) {
            // De novo a cada olhada: um processo pode ter gerado outro enquanto se matava.
            esperar(|| {
                mortos += self.matar();
                !self.vivos()
            });
        }
        if !esperar(|| fs::remove_dir_all(&self.pasta).is_ok() || !self.pasta.exists()) {
            tracing::warn!(pasta = %self.pasta.display(), "pasta de navegador não pôde ser apagada; a próxima partida a recolhe");
        }
        mortos
    }
}

fn quem_cita(pasta: &Path) -> Vec<i32> {
    let marca = format!("--user-data-dir={}", pasta.display());
    let Ok(processos) = fs::read_dir("/proc") else { return Vec::new() };
    processos
        .filter_map(|entrada| {
            let entrada = entrada.ok()?;
            let pid: i32 = entrada.file_name().to_str()?.parse().ok()?;
            let linha = fs::read(entrada.path().join("cmdline")).ok()?;
            linha.split(|b| *b == 0).any(|argumento| argumento.starts_with(marca.as_bytes())).then_some(pid)
        })
        .collect()
}

/// Se o processo não existe mais, ou é só um zumbi sem linhas: um zumbi ainda pode ter linhas terminando o que faziam.
fn acabou(pid: i32) -> bool {
    let Ok(linhas) = fs::read_dir(format!("/proc/{pid}/task")) else { return true };
    if linhas.count() > 1 {
        return false;
    }
    // `pid (nome) estado …`; o nome pode ter parênteses.
    let estado = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    estado.rsplit_once(") ").is_none_or(|(_, resto)| resto.starts_with(['Z', 'X']))
}

/// Olha até a condição valer ou o prazo acabar; diz se valeu.
fn esperar(mut condicao: impl FnMut() -> bool) -> bool {
    let inicio = Instant::now();
    while !condicao() {
        if inicio.elapsed() > limites::PRAZO_DESCARTE {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}
