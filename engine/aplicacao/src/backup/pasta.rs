//! A pasta das cópias: o que há nela, e o que se larga.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use esteira_base::{Resumidor, Resumo};

use super::{Manifesto, do_disco};
use crate::ErroAplicacao;

const MANIFESTO: &str = ".manifesto.json";
pub(super) const PARCIAL: &str = ".parcial";
/// Quanto se lê por vez.
const PEDACO: usize = 1024 * 1024;

/// As cópias inteiras, da mais nova à mais velha. Pasta que não existe não tem nenhuma.
pub fn listar(pasta: &Path) -> Result<Vec<Manifesto>, ErroAplicacao> {
    let entradas = match fs::read_dir(pasta) {
        Ok(entradas) => entradas,
        Err(erro) if erro.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(erro) => return Err(do_disco(pasta, erro)),
    };
    let mut manifestos = Vec::new();
    for entrada in entradas {
        let caminho = entrada.map_err(|erro| do_disco(pasta, erro))?.path();
        if caminho.to_str().is_some_and(|caminho| caminho.ends_with(MANIFESTO)) {
            let texto = fs::read(&caminho).map_err(|erro| do_disco(&caminho, erro))?;
            let lido: Manifesto = serde_json::from_slice(&texto).map_err(|erro| do_disco(&caminho, erro.into()))?;
            // Um manifesto que aponta para fora da pasta não foi escrito aqui.
            if caminho == do_manifesto(pasta, &lido.nome) && pasta.join(&lido.nome).is_file() {
                manifestos.push(lido);
            }
        }
    }
    manifestos.sort_by(|a, b| (b.feito_em, &b.nome).cmp(&(a.feito_em, &a.nome)));
    Ok(manifestos)
}

/// Cria a pasta, só legível pelo dono: as cópias têm tudo o que o banco tem.
pub(super) fn preparar(pasta: &Path) -> Result<(), ErroAplicacao> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(pasta).map_err(|erro| do_disco(pasta, erro))
}

/// Leva a cópia ao nome dela e escreve o manifesto; ao retornar, os dois estão no disco.
pub(super) fn publicar(pasta: &Path, parcial: &Path, manifesto: &Manifesto) -> Result<(), ErroAplicacao> {
    let (copia, do_manifesto) = (pasta.join(&manifesto.nome), do_manifesto(pasta, &manifesto.nome));
    let provisorio = PathBuf::from(format!("{}{PARCIAL}", do_manifesto.display()));
    let texto = serde_json::to_vec_pretty(manifesto).map_err(ErroAplicacao::interno)?;
    let escrever = || -> std::io::Result<()> {
        File::open(parcial)?.sync_all()?;
        fs::rename(parcial, &copia)?;
        let mut arquivo =
            fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&provisorio)?;
        arquivo.write_all(&texto)?;
        arquivo.sync_all()?;
        fs::rename(&provisorio, &do_manifesto)?;
        File::open(pasta)?.sync_all()
    };
    escrever().map_err(|erro| do_disco(&copia, erro))
}

/// Larga as mais velhas, até ficarem `manter`. Primeiro o manifesto: sem ele, a cópia já não existe.
pub(super) fn rodar(pasta: &Path, manter: u32) -> Result<usize, ErroAplicacao> {
    let velhas: Vec<_> = listar(pasta)?.into_iter().skip(manter as usize).collect();
    for velha in &velhas {
        for caminho in [do_manifesto(pasta, &velha.nome), pasta.join(&velha.nome)] {
            fs::remove_file(&caminho).map_err(|erro| do_disco(&caminho, erro))?;
        }
    }
    Ok(velhas.len())
}

/// O tamanho e o resumo de um arquivo, sem o ter na memória.
pub(super) fn resumir(caminho: &Path) -> Result<(u64, Resumo), ErroAplicacao> {
    let ler = || -> std::io::Result<(u64, Resumo)> {
        let (mut arquivo, mut resumidor, mut tamanho) = (File::open(caminho)?, Resumidor::default(), 0);
        let mut pedaco = vec![0; PEDACO];
        loop {
            let lidos = arquivo.read(&mut pedaco)?;
            if lidos == 0 {
                return Ok((tamanho, resumidor.fim()));
            }
            resumidor.mais(&pedaco[..lidos]);
            tamanho += lidos as u64;
        }
    };
    ler().map_err(|erro| do_disco(caminho, erro))
}

fn do_manifesto(pasta: &Path, nome: &str) -> PathBuf {
    pasta.join(format!("{nome}{MANIFESTO}"))
}
