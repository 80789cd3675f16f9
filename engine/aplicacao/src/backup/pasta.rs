//! A pasta das cópias: o que há nela, e o que se larga.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use esteira_base::{Resumidor, Resumo};

use super::{Manifesto, do_disco};
use crate::ErroAplicacao;

const MANIFESTO: &str = ".manifesto.json";
pub(super) const PARCIAL: &str = ".parcial";
/// Nenhuma cópia leva tanto: o que é mais velho ficou de um nó que caiu.
const VIDA_DE_UM_PARCIAL: Duration = Duration::from_secs(86_400);
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
            let lido: Manifesto = match serde_json::from_slice(&texto) {
                Ok(lido) => lido,
                Err(erro) => {
                    tracing::warn!(arquivo = %caminho.display(), %erro, "manifesto de backup que não se lê");
                    continue;
                }
            };
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

/// Cria o arquivo da cópia, vazio e só do dono, antes que alguém escreva nele; e larga os que ficaram de cópias que não acabaram.
pub(super) fn reservar(parcial: &Path) -> Result<(), ErroAplicacao> {
    let pasta = parcial.parent().unwrap_or(parcial);
    for entrada in fs::read_dir(pasta).map_err(|erro| do_disco(pasta, erro))?.flatten() {
        let velho = entrada
            .metadata()
            .and_then(|dele| dele.modified())
            .is_ok_and(|quando| quando.elapsed().is_ok_and(|idade| idade > VIDA_DE_UM_PARCIAL));
        if velho && entrada.file_name().to_string_lossy().ends_with(PARCIAL) {
            // O que não se apaga não é cópia de nada.
            let _ = fs::remove_file(entrada.path());
        }
    }
    let criado = fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(parcial);
    criado.map(drop).map_err(|erro| do_disco(parcial, erro))
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
