//! Em nome de quem rodar: o Dovecot não entrega correio de root.

use std::ffi::OsString;
use std::path::Path;

use crate::ErroDoCorreio;
use crate::erro::AoTentar;

/// Em nome de quem rodar quando se é root.
const OUTRO: &str = "nobody";

#[derive(Debug, Clone)]
pub(crate) struct Usuario {
    pub nome: String,
    pub grupo: String,
    uid: u32,
    gid: u32,
    e_outro: bool,
}

impl Usuario {
    pub fn que_roda() -> Result<Self, ErroDoCorreio> {
        let eu = rustix::process::getuid();
        let nosso =
            |campos: &[&str]| if eu.is_root() { campos[0] == OUTRO } else { campos[2] == eu.as_raw().to_string() };
        let procurar = || {
            let (nome, uid, gid) = linha("/etc/passwd", nosso)?;
            let (grupo, ..) = linha("/etc/group", |campos| campos[2] == gid.to_string())?;
            Some(Self { nome, grupo, uid, gid, e_outro: eu.is_root() })
        };
        procurar().ok_or(ErroDoCorreio::SemUsuario)
    }

    /// Entrega a ele um arquivo ou pasta.
    pub fn entregar(&self, caminho: &Path) -> Result<(), ErroDoCorreio> {
        if !self.e_outro {
            return Ok(());
        }
        std::os::unix::fs::chown(caminho, Some(self.uid), Some(self.gid)).ao("trocar o dono do que o Dovecot usa")
    }

    /// O que vem antes do programa na linha de comando.
    pub fn em_nome_dele(&self) -> Vec<OsString> {
        if !self.e_outro {
            return Vec::new();
        }
        let (uid, gid) = (format!("--reuid={}", self.uid), format!("--regid={}", self.gid));
        ["setpriv".into(), uid.into(), gid.into(), "--clear-groups".into(), "--".into()].into()
    }
}

/// Nome, e os dois números que vêm depois da senha (o segundo repete o primeiro em `/etc/group`).
fn linha(arquivo: &str, serve: impl Fn(&[&str]) -> bool) -> Option<(String, u32, u32)> {
    let texto = std::fs::read_to_string(arquivo).ok()?;
    texto
        .lines()
        .map(|linha| linha.split(':').collect::<Vec<_>>())
        .find(|campos| campos.len() > 3 && serve(campos))
        .and_then(|campos| {
            let numero = campos[2].parse().ok()?;
            Some((campos[0].to_owned(), numero, campos[3].parse().unwrap_or(numero)))
        })
}
