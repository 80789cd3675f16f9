//! Chamar as ferramentas de fora, uma de cada vez por pasta, e guardar o que elas dizem para o erro.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ErroInterpretado;

/// Quanto da saída de uma ferramenta vai no erro: o fim, que é onde ela diz por que falhou.
const SAIDA_NO_ERRO: usize = 4_000;

/// Segura uma pasta para um processo só enquanto vive: construções e testes correm ao mesmo tempo.
pub struct Trava(#[expect(dead_code, reason = "o arquivo aberto é a trava")] File);

impl Trava {
    pub fn em(pasta: &Path, nome: &str) -> io::Result<Self> {
        fs::create_dir_all(pasta)?;
        let arquivo = File::create(pasta.join(format!("{nome}.trava")))?;
        arquivo.lock()?;
        Ok(Self(arquivo))
    }
}

/// Uma pasta que se prepara uma vez. Só vale com a marca do fim: a que ficou pela metade se faz de novo.
pub fn preparar(
    compilacao: &Path,
    nome: &str,
    fazer: impl FnOnce(&Path) -> Result<(), ErroInterpretado>,
) -> Result<PathBuf, ErroInterpretado> {
    let pasta = compilacao.join(nome);
    let pronta = pasta.join("pronta");
    let erro = |erro| ErroInterpretado::Arquivo { caminho: pasta.clone(), erro };
    let _trava = Trava::em(compilacao, nome).map_err(erro)?;
    if !pronta.exists() {
        if pasta.exists() {
            fs::remove_dir_all(&pasta).map_err(erro)?;
        }
        fs::create_dir_all(&pasta).map_err(erro)?;
        fazer(&pasta)?;
        fs::write(&pronta, "").map_err(erro)?;
    }
    Ok(pasta)
}

/// Corre até o fim; a saída só aparece se falhou. `falta` é o que dizer se a ferramenta não está na máquina.
pub fn correr(oque: &str, falta: &'static str, comando: &mut Command) -> Result<(), ErroInterpretado> {
    let saida = comando.output().map_err(|erro| match erro.kind() {
        io::ErrorKind::NotFound => ErroInterpretado::SemFerramenta(falta),
        _ => ErroInterpretado::Ferramenta { oque: oque.to_owned(), saida: erro.to_string() },
    })?;
    if saida.status.success() {
        return Ok(());
    }
    let texto = format!("{}{}", String::from_utf8_lossy(&saida.stdout), String::from_utf8_lossy(&saida.stderr));
    let inicio = texto.ceil_char_boundary(texto.len().saturating_sub(SAIDA_NO_ERRO));
    Err(ErroInterpretado::Ferramenta { oque: oque.to_owned(), saida: texto[inicio..].trim().to_owned() })
}
