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

/// Em nome de quem rodar o que se recusa a rodar como root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dono {
    uid: u32,
    gid: u32,
}

impl Dono {
    /// Nenhum se não somos root. `pasta_nossa` é qualquer pasta criada por este processo: a dona dela diz quem somos.
    pub(crate) fn de_quem_roda(pasta_nossa: &Path) -> Result<Option<Self>, ErroDoPostgres> {
        let root = std::fs::metadata(pasta_nossa).ao("ver de quem é a pasta temporária")?.uid() == 0;
        if root { outro_usuario().ok_or(ErroDoPostgres::SemUsuario).map(Some) } else { Ok(None) }
    }

    /// Entrega a ele um arquivo ou pasta.
    pub(crate) fn entregar(self, caminho: &Path) -> Result<(), ErroDoPostgres> {
        std::os::unix::fs::chown(caminho, Some(self.uid), Some(self.gid)).ao("trocar o dono do que o servidor usa")
    }

    /// O que vem antes do programa na linha de comando. `setpriv` troca de usuário e vira o programa, com o mesmo pid: quem manda sinal, manda
    /// ao servidor.
    pub(crate) fn em_nome_dele(self) -> [OsString; 5] {
        let (uid, gid) = (format!("--reuid={}", self.uid), format!("--regid={}", self.gid));
        ["setpriv".into(), uid.into(), gid.into(), "--clear-groups".into(), "--".into()]
    }
}

/// Os programas de uma versão.
#[derive(Debug, Clone)]
pub(crate) struct Instalacao {
    pasta: PathBuf,
    /// Nenhum se não somos root.
    dono: Option<Dono>,
}

impl Instalacao {
    /// `pasta_nossa` é qualquer pasta criada por este processo.
    pub(crate) fn achar(pasta_nossa: &Path) -> Result<Self, ErroDoPostgres> {
        let pasta = pastas().into_iter().find(|pasta| tem_os_programas(pasta)).ok_or(ErroDoPostgres::NaoInstalado)?;
        Ok(Self { pasta, dono: Dono::de_quem_roda(pasta_nossa)? })
    }

    /// Entrega a pasta a quem vai rodar.
    pub(crate) fn entregar(&self, pasta: &Path) -> Result<(), ErroDoPostgres> {
        self.dono.map_or(Ok(()), |dono| dono.entregar(pasta))
    }

    /// O programa e os argumentos que vêm antes dos dele, para rodar em nome de quem pode.
    pub(crate) fn linha(&self, programa: &str) -> Vec<OsString> {
        let antes = self.dono.into_iter().flat_map(Dono::em_nome_dele);
        antes.chain([self.pasta.join(programa).into_os_string()]).collect()
    }

    /// Um comando pronto para receber argumentos.
    pub(crate) fn comando(&self, programa: &str) -> Command {
        let linha = self.linha(programa);
        let mut comando = Command::new(&linha[0]);
        comando.args(&linha[1..]);
        comando
    }
}

/// As pastas do PATH.
pub(crate) fn no_caminho() -> Vec<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect()
}

/// As pastas onde procurar: as do PATH (um atalho leva à pasta de verdade) e as do Debian, da versão mais nova à mais velha.
fn pastas() -> Vec<PathBuf> {
    let do_caminho = no_caminho()
        .into_iter()
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

fn outro_usuario() -> Option<Dono> {
    let senhas = std::fs::read_to_string("/etc/passwd").ok()?;
    USUARIOS.iter().find_map(|usuario| {
        let linha = senhas.lines().find(|linha| linha.split(':').next() == Some(usuario))?;
        let mut campos = linha.split(':').skip(2);
        Some(Dono { uid: campos.next()?.parse().ok()?, gid: campos.next()?.parse().ok()? })
    })
}
