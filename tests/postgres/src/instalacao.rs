//! Achar os programas do PostgreSQL e em nome de quem rodá-los.

use std::ffi::OsString;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ErroDoPostgres;
use crate::erro::AoTentar;

/// Onde as distribuições os põem fora do PATH.
const PASTA_DO_DEBIAN: &str = "/usr/lib/postgresql";

/// Em nome de quem rodar quando se é root, do preferido ao último recurso.
const USUARIOS: [&str; 2] = ["postgres", "nobody"];

/// Os programas de uma versão.
#[derive(Debug, Clone)]
pub(crate) struct Instalacao {
    pasta: PathBuf,
    /// `(uid, gid)` de quem roda, quando se é root.
    dono: Option<(u32, u32)>,
}

impl Instalacao {
    /// `pasta_nossa` é qualquer pasta criada por este processo: a dona dela diz quem somos.
    pub(crate) fn achar(pasta_nossa: &Path) -> Result<Self, ErroDoPostgres> {
        let pasta = pastas().into_iter().find(|pasta| tem_os_programas(pasta)).ok_or(ErroDoPostgres::NaoInstalado)?;
        let root = std::fs::metadata(pasta_nossa).ao("ver de quem é a pasta temporária")?.uid() == 0;
        let dono = if root { Some(outro_usuario().ok_or(ErroDoPostgres::SemUsuario)?) } else { None };
        Ok(Self { pasta, dono })
    }

    /// Entrega a pasta a quem vai rodar.
    pub(crate) fn entregar(&self, pasta: &Path) -> Result<(), ErroDoPostgres> {
        match self.dono {
            Some((uid, gid)) => {
                std::os::unix::fs::chown(pasta, Some(uid), Some(gid)).ao("trocar o dono da pasta do servidor")
            }
            None => Ok(()),
        }
    }

    /// O programa e os argumentos que vêm antes dos dele, para rodar em nome de quem pode.
    pub(crate) fn linha(&self, programa: &str) -> Vec<OsString> {
        let programa = self.pasta.join(programa).into_os_string();
        match self.dono {
            // `setpriv` troca de usuário e vira o programa, com o mesmo pid: quem manda sinal, manda ao servidor.
            Some((uid, gid)) => {
                let (uid, gid) = (format!("--reuid={uid}"), format!("--regid={gid}"));
                vec!["setpriv".into(), uid.into(), gid.into(), "--clear-groups".into(), "--".into(), programa]
            }
            None => vec![programa],
        }
    }

    /// Um comando pronto para receber argumentos.
    pub(crate) fn comando(&self, programa: &str) -> Command {
        let linha = self.linha(programa);
        let mut comando = Command::new(&linha[0]);
        comando.args(&linha[1..]);
        comando
    }
}

/// As pastas onde procurar: as do PATH (um atalho leva à pasta de verdade) e as do Debian, da versão mais nova à mais velha.
fn pastas() -> Vec<PathBuf> {
    let caminho = std::env::var_os("PATH").unwrap_or_default();
    let do_caminho = std::env::split_paths(&caminho)
        .filter_map(|pasta| pasta.join("initdb").canonicalize().ok()?.parent().map(Path::to_path_buf));
    let versoes = std::fs::read_dir(PASTA_DO_DEBIAN).into_iter().flatten().flatten();
    let mut do_debian: Vec<PathBuf> = versoes.map(|versao| versao.path().join("bin")).collect();
    do_debian.sort_by_key(|pasta| std::cmp::Reverse(versao_da(pasta)));
    do_caminho.chain(do_debian).collect()
}

fn versao_da(bin: &Path) -> u32 {
    bin.parent().and_then(|pasta| pasta.file_name()?.to_str()?.parse().ok()).unwrap_or(0)
}

fn tem_os_programas(pasta: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|programa| pasta.join(programa).is_file())
}

fn outro_usuario() -> Option<(u32, u32)> {
    let senhas = std::fs::read_to_string("/etc/passwd").ok()?;
    USUARIOS.iter().find_map(|usuario| {
        let linha = senhas.lines().find(|linha| linha.split(':').next() == Some(usuario))?;
        let mut campos = linha.split(':').skip(2);
        Some((campos.next()?.parse().ok()?, campos.next()?.parse().ok()?))
    })
}
