//! `esteira plugin novo`: um plugin que já se constrói, e que em Rust e Python já passa nos seus testes.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;

use crate::cli::Resultado;

/// Em que se escreve o plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EmQue {
    Rust,
    Python,
    Javascript,
}

/// Os arquivos de cada linguagem, com `{{nome}}`, `{{Tipo}}` e `{{pasta}}` nos lugares deles.
const RUST: [(&str, &str); 4] = [
    ("Cargo.toml", include_str!("modelo/Cargo.toml.modelo")),
    ("src/lib.rs", include_str!("modelo/lib.rs.modelo")),
    ("src/seletores.rs", include_str!("modelo/seletores.rs.modelo")),
    ("src/testes.rs", include_str!("modelo/testes.rs.modelo")),
];
const PYTHON: [(&str, &str); 2] = [
    ("plugin.py", include_str!("modelo/python/plugin.py.modelo")),
    ("testes/test_plugin.py", include_str!("modelo/python/testes.py.modelo")),
];
const JAVASCRIPT: [(&str, &str); 1] = [("plugin.js", include_str!("modelo/javascript/plugin.js.modelo"))];

pub fn criar(nome: &str, em: &Path, linguagem: EmQue) -> Resultado {
    let serve = nome.starts_with(|c: char| c.is_ascii_lowercase())
        && nome.len() <= 64
        && nome.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !serve {
        return Err(
            format!("\"{nome}\" não serve de nome; use minúsculas, algarismos e hífen, começando por letra").into()
        );
    }
    let pasta = em.join(nome);
    if pasta.exists() {
        return Err(format!("{} já existe; escolha outro nome", pasta.display()).into());
    }
    let modelo: &[(&str, &str)] = match linguagem {
        EmQue::Rust => &RUST,
        EmQue::Python => &PYTHON,
        EmQue::Javascript => &JAVASCRIPT,
    };
    for (arquivo, texto) in modelo {
        let texto = texto
            .replace("{{nome}}", nome)
            .replace("{{Tipo}}", &tipo(nome))
            .replace("{{pasta}}", &pasta.display().to_string());
        let destino = pasta.join(arquivo);
        fs::create_dir_all(destino.parent().unwrap_or(&pasta))?;
        fs::write(destino, texto)?;
    }
    println!("{} criado. Agora:", pasta.display());
    match linguagem {
        EmQue::Rust => println!("  cargo test -p plugin-{nome}"),
        EmQue::Python => println!("  esteira plugin testar {}", pasta.display()),
        EmQue::Javascript => {}
    }
    println!("  esteira plugin construir {}", pasta.display());
    Ok(ExitCode::SUCCESS)
}

/// `minha-operadora` → `MinhaOperadora`.
fn tipo(nome: &str) -> String {
    let maiuscula = |parte: &str| {
        let mut letras = parte.chars();
        letras.next().map(|primeira| primeira.to_ascii_uppercase()).into_iter().chain(letras).collect::<String>()
    };
    nome.split('-').map(maiuscula).collect()
}
