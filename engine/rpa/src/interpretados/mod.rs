//! Plugins escritos em linguagem interpretada: da pasta com o código ao componente, com as ferramentas de cada uma em versão fixa.
//!
//! Não deve conhecer: como o hospedeiro carrega um componente, nem o que os plugins fazem.

mod ferramenta;
mod javascript;
mod python;
mod sdk;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::construir::{ErroConstruir, conferir};

/// Onde ficam os componentes já construídos: o mesmo código dá o mesmo componente sem se construir outra vez.
const PRONTOS: &str = "prontos";

/// Um plugin construído.
#[derive(Debug)]
pub struct Construido {
    pub componente: Vec<u8>,
    /// O que a conferência do código achou e não impede.
    pub avisos: Vec<String>,
}

/// Por que não se construiu.
#[derive(Debug, thiserror::Error)]
pub enum ErroInterpretado {
    #[error("falta {0}")]
    SemFerramenta(&'static str),
    #[error("{oque} falhou:\n{saida}")]
    Ferramenta { oque: String, saida: String },
    #[error("o código tem o que não pode funcionar na Esteira:\n{0}")]
    Conferencia(String),
    #[error("{}: {erro}", caminho.display())]
    Arquivo { caminho: PathBuf, erro: io::Error },
    #[error(transparent)]
    Componente(#[from] ErroConstruir),
}

/// A linguagem de um plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linguagem {
    Python,
    JavaScript,
}

impl Linguagem {
    /// Pelo arquivo em que o plugin começa: `plugin.py` ou `plugin.js`. Nenhuma, se é de Rust.
    pub fn da_pasta(pasta: &Path) -> Option<Self> {
        [Self::Python, Self::JavaScript].into_iter().find(|linguagem| pasta.join(linguagem.entrada()).is_file())
    }

    /// O arquivo em que o plugin começa.
    pub fn entrada(self) -> &'static str {
        match self {
            Self::Python => "plugin.py",
            Self::JavaScript => "plugin.js",
        }
    }
}

/// Confere o código, junta-o ao SDK e faz o componente, com o que se baixa e se gera em `compilacao`.
pub fn construir(linguagem: Linguagem, pasta: &Path, compilacao: &Path) -> Result<Construido, ErroInterpretado> {
    let prontos = compilacao.join(PRONTOS);
    fs::create_dir_all(&prontos).map_err(em(&prontos))?;
    // As ferramentas correm noutra pasta.
    let (pasta, prontos) = (absoluto(pasta)?, absoluto(&prontos)?);
    let compilacao = absoluto(compilacao)?;
    let avisos = match linguagem {
        Linguagem::Python => python::conferir_codigo(&pasta, &compilacao)?,
        Linguagem::JavaScript => javascript::conferir_codigo(&pasta)?,
    };
    let pronto = prontos.join(format!("{}.wasm", resumo(linguagem, &pasta)?));
    if !pronto.exists() {
        let novo = tempfile::tempdir_in(&prontos).map_err(em(&prontos))?;
        let saida = novo.path().join("plugin.wasm");
        match linguagem {
            Linguagem::Python => python::componentizar(&pasta, &compilacao, &saida)?,
            Linguagem::JavaScript => javascript::componentizar(&pasta, &compilacao, &saida)?,
        }
        conferir(&fs::read(&saida).map_err(em(&saida))?)?;
        fs::rename(&saida, &pronto).map_err(em(&pronto))?;
    }
    Ok(Construido { componente: fs::read(&pronto).map_err(em(&pronto))?, avisos })
}

/// Corre os testes do plugin (a pasta `testes`) num Python comum, contra os portais de mentira deles; diz se passaram.
pub fn testar(linguagem: Linguagem, pasta: &Path, compilacao: &Path) -> Result<bool, ErroInterpretado> {
    fs::create_dir_all(compilacao).map_err(em(compilacao))?;
    match linguagem {
        Linguagem::Python => python::testar(&absoluto(pasta)?, &absoluto(compilacao)?),
        Linguagem::JavaScript => Err(ErroInterpretado::SemFerramenta("como testar JavaScript fora do navegador")),
    }
}

/// De que o componente depende: o código, o SDK e a versão das ferramentas.
fn resumo(linguagem: Linguagem, pasta: &Path) -> Result<blake3::Hash, ErroInterpretado> {
    let (sdk, ferramenta, extensoes) = match linguagem {
        Linguagem::Python => (sdk::PYTHON, python::COMPONENTIZE_PY, python::FONTES),
        Linguagem::JavaScript => (sdk::JAVASCRIPT, javascript::COMPONENTIZE_QJS, javascript::FONTES),
    };
    let mut resumidor = blake3::Hasher::new();
    resumidor.update(sdk::resumo(sdk).as_bytes()).update(ferramenta.as_bytes());
    for (nome, caminho) in fontes(pasta, extensoes)? {
        let conteudo = fs::read(&caminho).map_err(em(&caminho))?;
        for parte in [nome.as_bytes(), &conteudo] {
            resumidor.update(&parte.len().to_le_bytes()).update(parte);
        }
    }
    Ok(resumidor.finalize())
}

/// Os arquivos do plugin com estas extensões, por nome, sem os das pastas das ferramentas e dos testes.
fn fontes(pasta: &Path, extensoes: &[&str]) -> Result<Vec<(String, PathBuf)>, ErroInterpretado> {
    const FORA: [&str; 4] = ["__pycache__", "node_modules", "testes", ".git"];
    let (mut achados, mut por_olhar) = (Vec::new(), vec![pasta.to_owned()]);
    while let Some(atual) = por_olhar.pop() {
        for entrada in fs::read_dir(&atual).map_err(em(&atual))? {
            let entrada = entrada.map_err(em(&atual))?;
            // Um atalho levaria para fora da pasta, ou para dentro dela outra vez.
            if entrada.file_type().map_err(em(&atual))?.is_symlink() {
                continue;
            }
            let caminho = entrada.path();
            let nome = caminho.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if caminho.is_dir() && !FORA.contains(&nome.as_str()) {
                por_olhar.push(caminho);
            } else if caminho.extension().is_some_and(|ext| extensoes.iter().any(|e| ext == *e)) {
                let relativo = caminho.strip_prefix(pasta).unwrap_or(&caminho).display().to_string();
                achados.push((relativo, caminho));
            }
        }
    }
    achados.sort();
    Ok(achados)
}

/// Copia o código para outra pasta: as ferramentas só veem o que entra no componente, e nada deixam na do plugin.
fn copiar_fontes(pasta: &Path, extensoes: &[&str], para: &Path) -> Result<(), ErroInterpretado> {
    fontes(pasta, extensoes)?.iter().try_for_each(|(nome, caminho)| copiar(caminho, &para.join(nome)))
}

fn copiar(de: &Path, para: &Path) -> Result<(), ErroInterpretado> {
    if let Some(pasta) = para.parent() {
        fs::create_dir_all(pasta).map_err(em(pasta))?;
    }
    fs::copy(de, para).map(drop).map_err(em(de))
}

fn absoluto(caminho: &Path) -> Result<PathBuf, ErroInterpretado> {
    fs::canonicalize(caminho).map_err(em(caminho))
}

fn em(caminho: &Path) -> impl FnOnce(io::Error) -> ErroInterpretado + use<> {
    let caminho = caminho.to_owned();
    move |erro| ErroInterpretado::Arquivo { caminho, erro }
}
