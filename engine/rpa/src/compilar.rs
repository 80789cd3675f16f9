//! Do código de um plugin em Rust ao módulo que [`componentizar`](crate::componentizar) transforma: chama o cargo.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// O alvo dos plugins em Rust: nenhuma importação além do nosso WIT.
const ALVO: &str = "wasm32-unknown-unknown";

/// Por que a compilação não deu um módulo.
#[derive(Debug, thiserror::Error)]
pub enum ErroCompilar {
    #[error("a pasta do plugin, {}, não tem nome", .0.display())]
    SemNome(PathBuf),
    #[error("não consegui chamar o cargo: {0}")]
    Cargo(#[source] io::Error),
    #[error("a compilação de {0} falhou; falta o alvo? rustup target add {ALVO}")]
    Falhou(String),
    #[error("não achei o módulo compilado {} ({erro}); o pacote tem de se chamar plugin-{nome}", modulo.display())]
    SemModulo { nome: String, modulo: PathBuf, erro: io::Error },
}

/// O nome de um plugin é o da sua pasta (`plugins/oi`).
pub fn nome_do_plugin(pasta: &Path) -> Result<&str, ErroCompilar> {
    pasta.file_name().and_then(|nome| nome.to_str()).ok_or_else(|| ErroCompilar::SemNome(pasta.to_owned()))
}

/// Compila o plugin desta pasta, com o que se compila pelo caminho em `compilacao`, e devolve o módulo.
pub fn compilar(pasta: &Path, compilacao: &Path) -> Result<Vec<u8>, ErroCompilar> {
    let nome = nome_do_plugin(pasta)?;
    let executou = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["rustc", "--quiet", "--crate-type", "cdylib", "--profile", "plugin", "--target", ALVO])
        .arg("--manifest-path")
        .arg(pasta.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(compilacao)
        .status()
        .map_err(ErroCompilar::Cargo)?;
    if !executou.success() {
        return Err(ErroCompilar::Falhou(nome.to_owned()));
    }
    let modulo = compilacao.join(ALVO).join("plugin").join(format!("plugin_{}.wasm", nome.replace('-', "_")));
    std::fs::read(&modulo).map_err(|erro| ErroCompilar::SemModulo { nome: nome.to_owned(), modulo, erro })
}
