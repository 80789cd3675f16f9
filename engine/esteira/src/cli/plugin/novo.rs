//! `esteira plugin novo`: um plugin que já compila e passa nos seus testes.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::cli::Resultado;

/// Os arquivos, com `{{nome}}` e `{{Tipo}}` nos lugares deles.
const MODELO: [(&str, &str); 4] = [
    ("Cargo.toml", include_str!("modelo/Cargo.toml.modelo")),
    ("src/lib.rs", include_str!("modelo/lib.rs.modelo")),
    ("src/seletores.rs", include_str!("modelo/seletores.rs.modelo")),
    ("src/testes.rs", include_str!("modelo/testes.rs.modelo")),
];

pub fn criar(nome: &str, em: &Path) -> Resultado {
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
    fs::create_dir_all(pasta.join("src"))?;
    for (arquivo, modelo) in MODELO {
        let texto = modelo.replace("{{nome}}", nome).replace("{{Tipo}}", &tipo(nome));
        fs::write(pasta.join(arquivo), texto)?;
    }
    println!("{} criado. Agora:", pasta.display());
    println!("  cargo test -p plugin-{nome}");
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
