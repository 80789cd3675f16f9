//! Os SDKs das linguagens interpretadas, embutidos: quem tem o binário constrói plugins sem o repositório.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ferramenta::Trava;

macro_rules! arquivos {
    ($raiz:literal: $($arquivo:literal),+ $(,)?) => {
        &[$(($arquivo, include_str!(concat!("../../../../sdk/", $raiz, "/", $arquivo)))),+]
    };
}

/// O caminho de cada arquivo dentro do SDK, e o que há nele.
pub type Arquivos = &'static [(&'static str, &'static str)];

pub const PYTHON: Arquivos = arquivos!["python":
    "esteira/__init__.py",
    "esteira/arquivos.py",
    "esteira/borda.py",
    "esteira/componente.py",
    "esteira/erro.py",
    "esteira/execucao.py",
    "esteira/falhas.py",
    "esteira/operacoes.json",
    "esteira/plugin.py",
    "esteira/ponte/__init__.py",
    "esteira/ponte/acoes.py",
    "esteira/ponte/driver.py",
    "esteira/ponte/executor.py",
    "esteira/ponte/faltas.py",
    "esteira/preludio.py",
    "esteira/segredos.py",
    "esteira/sessao.py",
    "esteira/teclas.py",
    "esteira/teste/__init__.py",
    "esteira/teste/mundo.py",
    "esteira/teste/portal.py",
    "esteira/volante.py",
    "ferramentas/conferir.py",
    "leve/selenium/__init__.py",
    "leve/selenium/common/__init__.py",
    "leve/selenium/common/exceptions.py",
    "leve/selenium/webdriver/__init__.py",
    "leve/selenium/webdriver/chrome/__init__.py",
    "leve/selenium/webdriver/chrome/options.py",
    "leve/selenium/webdriver/chrome/service.py",
    "leve/selenium/webdriver/common/__init__.py",
    "leve/selenium/webdriver/common/action_chains.py",
    "leve/selenium/webdriver/common/by.py",
    "leve/selenium/webdriver/common/keys.py",
    "leve/selenium/webdriver/firefox/__init__.py",
    "leve/selenium/webdriver/firefox/options.py",
    "leve/selenium/webdriver/firefox/service.py",
    "leve/selenium/webdriver/remote/__init__.py",
    "leve/selenium/webdriver/remote/webdriver.py",
    "leve/selenium/webdriver/remote/webelement.py",
    "leve/selenium/webdriver/support/__init__.py",
    "leve/selenium/webdriver/support/expected_conditions.py",
    "leve/selenium/webdriver/support/select.py",
    "leve/selenium/webdriver/support/ui.py",
    "leve/selenium/webdriver/support/wait.py",
];

pub const JAVASCRIPT: Arquivos = arquivos!["javascript":
    "sdk/componente.js",
    "sdk/esteira.js",
];

/// O contrato, para as ferramentas que geram dele a ligação.
pub const WIT: &str = include_str!("../../../../sdk/wit/v1/esteira.wit");
/// Os esquemas das operações de fatura.
pub const OPERACOES: &str = include_str!("../../../../sdk/python/esteira/operacoes.json");

/// O que os arquivos são: muda com qualquer um deles.
pub fn resumo(arquivos: Arquivos) -> blake3::Hash {
    let mut resumidor = blake3::Hasher::new();
    for (nome, conteudo) in arquivos.iter().chain(&[("esteira.wit", WIT)]) {
        for parte in [nome.as_bytes(), conteudo.as_bytes()] {
            resumidor.update(&parte.len().to_le_bytes()).update(parte);
        }
    }
    resumidor.finalize()
}

/// Põe os arquivos numa pasta só desta versão deles, com o WIT em `wit/`, se ainda não estão lá.
pub fn estender(nome: &str, arquivos: Arquivos, compilacao: &Path) -> io::Result<PathBuf> {
    let pasta = compilacao.join(format!("{nome}-{}", &resumo(arquivos).to_hex()[..16]));
    let pronta = pasta.join("pronta");
    let _trava = Trava::em(compilacao, nome)?;
    if !pronta.exists() {
        for (arquivo, conteudo) in arquivos.iter().copied().chain([("wit/esteira.wit", WIT)]) {
            let destino = pasta.join(arquivo);
            fs::create_dir_all(destino.parent().unwrap_or(&pasta))?;
            fs::write(destino, conteudo)?;
        }
        fs::write(pronta, "")?;
    }
    Ok(pasta)
}

#[cfg(test)]
mod testes {
    use super::*;

    fn na_arvore(pasta: &Path, raiz: &Path, achados: &mut Vec<String>) {
        for entrada in fs::read_dir(pasta).unwrap() {
            let caminho = entrada.unwrap().path();
            if caminho.is_dir() && caminho.file_name().unwrap() != "__pycache__" {
                na_arvore(&caminho, raiz, achados);
            } else if caminho.is_file() {
                achados.push(caminho.strip_prefix(raiz).unwrap().display().to_string());
            }
        }
    }

    #[test]
    fn nenhum_arquivo_do_sdk_fica_por_embutir() {
        for (raiz, pastas, embutidos) in
            [("python", &["esteira", "leve", "ferramentas"][..], PYTHON), ("javascript", &["sdk"], JAVASCRIPT)]
        {
            let raiz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk").join(raiz);
            let mut na_pasta = Vec::new();
            pastas.iter().for_each(|pasta| na_arvore(&raiz.join(pasta), &raiz, &mut na_pasta));
            na_pasta.sort();
            assert_eq!(na_pasta, embutidos.iter().map(|(nome, _)| (*nome).to_owned()).collect::<Vec<_>>());
        }
    }
}
