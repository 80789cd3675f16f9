//! Python: o componentize-py, numa venv que se faz uma vez, junta o código, o SDK e os pacotes do `requirements.txt`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ferramenta::{correr, preparar};
use super::{ErroInterpretado, copiar_fontes, em, sdk};

/// Traz dentro de si o CPython que vai no componente.
pub const COMPONENTIZE_PY: &str = "componentize-py==0.25.1";
/// O que é código do plugin, por extensão, com os dados que ele lê ao ser importado.
pub const FONTES: &[&str] = &["py", "txt", "json"];
/// O Python de dentro do componente, para escolher os pacotes certos para ele.
const PYTHON_DO_COMPONENTE: &str = "3.14";
const PACOTES: &str = "requirements.txt";
const SEM_PYTHON: &str = "o Python 3.10 ou mais novo, com o módulo venv; em Debian: apt-get install python3-venv";
/// A conferência do código: com achados que impedem, sai com este código.
const IMPEDE: i32 = 1;

/// Olha o código antes de construir; devolve os avisos.
pub fn conferir_codigo(pasta: &Path, compilacao: &Path) -> Result<Vec<String>, ErroInterpretado> {
    let sdk = estender(compilacao)?;
    let saida = Command::new("python3")
        .arg(sdk.join("ferramentas/conferir.py"))
        .arg(pasta)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .map_err(|_| ErroInterpretado::SemFerramenta(SEM_PYTHON))?;
    let achados = String::from_utf8_lossy(&saida.stdout).trim().to_owned();
    match saida.status.code() {
        Some(0) => Ok(achados.lines().map(str::to_owned).collect()),
        Some(IMPEDE) if !achados.is_empty() => Err(ErroInterpretado::Conferencia(achados)),
        _ => Err(ErroInterpretado::Ferramenta {
            oque: "a conferência do código Python".to_owned(),
            saida: String::from_utf8_lossy(&saida.stderr).trim().to_owned(),
        }),
    }
}

pub fn componentizar(pasta: &Path, compilacao: &Path, saida: &Path) -> Result<(), ErroInterpretado> {
    let sdk = estender(compilacao)?;
    let venv = venv(compilacao)?;
    let mut comando = Command::new(venv.join("bin/componentize-py"));
    comando.arg("--quiet").arg("-d").arg(sdk.join("wit")).args(["-w", "plugin", "componentize"]);
    let raiz = tempfile::tempdir_in(compilacao).map_err(em(compilacao))?;
    copiar_fontes(pasta, FONTES, raiz.path())?;
    for caminho in caminhos(raiz.path(), sdk, &venv, compilacao)? {
        comando.arg("-p").arg(caminho);
    }
    comando.args(["esteira.componente", "-o"]).arg(saida).env("VIRTUAL_ENV", &venv);
    correr("fazer do código Python um componente", SEM_PYTHON, &mut comando)
}

/// Corre os testes, à vista de quem os pediu; diz se passaram.
pub fn testar(pasta: &Path, compilacao: &Path) -> Result<bool, ErroInterpretado> {
    let venv = venv(compilacao)?;
    let caminhos =
        std::env::join_paths(caminhos(pasta, estender(compilacao)?, &venv, compilacao)?).map_err(|erro| {
            ErroInterpretado::Ferramenta { oque: "juntar os caminhos".to_owned(), saida: erro.to_string() }
        })?;
    Command::new(venv.join("bin/python"))
        .args(["-m", "unittest", "discover", "--start-directory"])
        .arg(pasta.join("testes"))
        .env("PYTHONPATH", caminhos)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .status()
        .map(|saiu| saiu.success())
        .map_err(em(&venv))
}

/// Onde procurar o que se importa: o plugin, o SDK e os pacotes. Sem o pacote `selenium`, serve o leve.
fn caminhos(pasta: &Path, sdk: PathBuf, venv: &Path, compilacao: &Path) -> Result<Vec<PathBuf>, ErroInterpretado> {
    let pacotes = pacotes(pasta, venv, compilacao)?;
    let leve = sdk.join("leve");
    let completo = pacotes.as_ref().is_some_and(|pacotes| pacotes.join("selenium").is_dir());
    Ok([pasta.to_owned(), sdk].into_iter().chain(pacotes).chain((!completo).then_some(leve)).collect())
}

fn estender(compilacao: &Path) -> Result<PathBuf, ErroInterpretado> {
    sdk::estender("sdk-python", sdk::PYTHON, compilacao).map_err(em(compilacao))
}

/// A venv com o componentize-py.
fn venv(compilacao: &Path) -> Result<PathBuf, ErroInterpretado> {
    preparar(compilacao, &COMPONENTIZE_PY.replace("==", "-"), |venv| {
        correr("criar a venv", SEM_PYTHON, Command::new("python3").args(["-m", "venv"]).arg(venv))?;
        let mut pip = pip(venv);
        pip.args(["--only-binary=:all:", COMPONENTIZE_PY]);
        correr("instalar o componentize-py (é preciso alcançar o PyPI)", SEM_PYTHON, &mut pip)
    })
}

/// Os pacotes do `requirements.txt`, se há. Só os de Python puro: código nativo não corre no componente.
fn pacotes(pasta: &Path, venv: &Path, compilacao: &Path) -> Result<Option<PathBuf>, ErroInterpretado> {
    let lista = pasta.join(PACOTES);
    if !lista.is_file() {
        return Ok(None);
    }
    let conteudo = fs::read(&lista).map_err(em(&lista))?;
    let nome = format!("pacotes-{}", &blake3::hash(&conteudo).to_hex()[..16]);
    preparar(compilacao, &nome, |destino| {
        let mut pip = pip(venv);
        pip.args(["--only-binary=:all:", "--platform", "any", "--implementation", "py", "--abi", "none"])
            .args(["--python-version", PYTHON_DO_COMPONENTE, "--no-compile", "--target"])
            .arg(destino)
            .arg("-r")
            .arg(&lista);
        let oque =
            "instalar o requirements.txt (só servem pacotes de Python puro, que o PyPI publica como \"none-any\")";
        correr(oque, SEM_PYTHON, &mut pip)
    })
    .map(Some)
}

fn pip(venv: &Path) -> Command {
    let mut comando = Command::new(venv.join("bin/python"));
    comando.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
    comando
}
