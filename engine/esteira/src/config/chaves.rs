//! As chaves da instalação: a mestra (cifra segredos em repouso) e a dos tokens. Fora do banco, só para o dono ler.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use esteira_base::Segredo;

/// Tamanho das chaves, em bytes.
const TAMANHO: usize = 32;

/// As chaves, lidas da pasta ou criadas na primeira partida.
pub struct Chaves {
    pub mestra: Segredo,
    pub tokens: Segredo,
}

impl Chaves {
    /// Da pasta `chaves`. Guarde-a fora do backup do banco: sem a mestra, as senhas dos portais não se leem mais.
    pub fn da_pasta(pasta: &Path) -> io::Result<Self> {
        let chaves = pasta.join("chaves");
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&chaves)?;
        Ok(Self { mestra: ler_ou_criar(&chaves.join("mestra"))?, tokens: ler_ou_criar(&chaves.join("tokens"))? })
    }
}

fn ler_ou_criar(arquivo: &Path) -> io::Result<Segredo> {
    match fs::read_to_string(arquivo) {
        Ok(texto) => Ok(Segredo::novo(texto.trim())),
        Err(erro) if erro.kind() == io::ErrorKind::NotFound => criar(arquivo),
        Err(erro) => Err(erro),
    }
}

fn criar(arquivo: &Path) -> io::Result<Segredo> {
    match sortear_em(arquivo) {
        // Outro processo criou no mesmo instante: vale a dele.
        Err(erro) if erro.kind() == io::ErrorKind::AlreadyExists => ler_ou_criar(arquivo),
        outro => outro,
    }
}

/// Sorteia uma chave e a guarda num arquivo novo, em hexadecimal, que só o dono lê. Nunca por cima de outro.
pub fn sortear_em(arquivo: &Path) -> io::Result<Segredo> {
    let mut bytes = [0u8; TAMANHO];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let texto: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut destino = OpenOptions::new().write(true).create_new(true).mode(0o600).open(arquivo)?;
    destino.write_all(texto.as_bytes())?;
    destino.sync_all()?;
    Ok(Segredo::novo(texto))
}
