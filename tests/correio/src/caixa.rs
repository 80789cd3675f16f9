//! O Maildir da caixa: entregar e ver o que ficou, sem passar pelo servidor.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::ErroDoCorreio;
use crate::carta::Carta;
use crate::erro::AoTentar;
use crate::usuario::Usuario;

#[derive(Debug)]
pub(crate) struct Caixa {
    pasta: PathBuf,
    dono: Usuario,
    entregues: AtomicU32,
}

impl Caixa {
    pub fn nova(pasta: PathBuf, dono: Usuario) -> Result<Self, ErroDoCorreio> {
        for parte in ["", "cur", "new", "tmp"] {
            let parte = pasta.join(parte);
            std::fs::create_dir_all(&parte).ao("criar a caixa")?;
            dono.entregar(&parte)?;
        }
        Ok(Self { pasta, dono, entregues: AtomicU32::new(0) })
    }

    /// Escreve ao lado e muda de nome: o servidor só vê a mensagem inteira. A data de chegada é a do arquivo.
    pub fn entregar(&self, carta: &Carta) -> Result<(), ErroDoCorreio> {
        let n = self.entregues.fetch_add(1, Ordering::Relaxed);
        let nome = format!("{n:06}.teste");
        let ao_lado = self.pasta.join("tmp").join(&nome);
        let escrever = || {
            let mut arquivo = File::create(&ao_lado)?;
            arquivo.write_all(&carta.bytes())?;
            carta.quando.map_or(Ok(()), |quando| arquivo.set_modified(quando))
        };
        escrever().ao("escrever a mensagem")?;
        self.dono.entregar(&ao_lado)?;
        std::fs::rename(&ao_lado, self.pasta.join("new").join(nome)).ao("entregar a mensagem")
    }

    /// Os nomes dos arquivos da pasta (vazio é a de entrada), com as marcas; vazia se a pasta não existe.
    pub fn arquivos(&self, pasta: &str) -> Vec<String> {
        let raiz = if pasta.is_empty() { self.pasta.clone() } else { self.pasta.join(format!(".{pasta}")) };
        let mut nomes = nomes_em(&raiz.join("cur"));
        nomes.extend(nomes_em(&raiz.join("new")));
        nomes.sort();
        nomes
    }
}

fn nomes_em(pasta: &Path) -> Vec<String> {
    let entradas = std::fs::read_dir(pasta).into_iter().flatten().flatten();
    entradas.map(|entrada| entrada.file_name().to_string_lossy().into_owned()).collect()
}
