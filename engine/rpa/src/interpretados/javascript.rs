//! JavaScript: o componentize-qjs junta o código e o SDK com o QuickJS.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ferramenta::{correr, preparar};
use super::{ErroInterpretado, copiar, copiar_fontes, em, fontes, sdk};

/// Traz dentro de si o QuickJS que vai no componente.
pub const COMPONENTIZE_QJS: &str = "componentize-qjs@0.4.5";
/// O que é código do plugin, por extensão.
pub const FONTES: &[&str] = &["js"];
const SEM_NODE: &str = "o Node.js 18 ou mais novo, com o npm; em Debian: apt-get install nodejs npm";
/// O nome com que o plugin importa o SDK: `import { … } from "./esteira.js"`.
const SDK: &str = "esteira.js";

/// O que não há num componente, e o que pôr no lugar. Olha-se por palavra, fora dos comentários de linha.
const NAO_HA: [(&str, &str); 9] = [
    ("require(", "não há require; use import de um arquivo do plugin"),
    ("import(", "não há import tardio; importe no começo do arquivo"),
    ("from \"node:", "não há módulos do Node; use o que o esteira.js dá"),
    ("fetch(", "não há rede; use navegador.baixarUrl(url, nome)"),
    ("XMLHttpRequest", "não há rede; use navegador.baixarUrl(url, nome)"),
    ("process.", "não há ambiente do Node; o que varia vem nos parâmetros"),
    ("setTimeout(", "não há temporizador; espere a condição, ou use relogio.dormir(ms)"),
    ("setInterval(", "não há temporizador; espere a condição, ou use relogio.dormir(ms)"),
    ("async ", "as chamadas ao hospedeiro já esperam: tire async e await"),
];

/// Olha o código antes de construir; não há o que só avise.
pub fn conferir_codigo(pasta: &Path) -> Result<Vec<String>, ErroInterpretado> {
    let mut achados = Vec::new();
    for (nome, caminho) in fontes(pasta, FONTES)? {
        let texto = fs::read_to_string(&caminho).map_err(em(&caminho))?;
        for (n, linha) in texto.lines().enumerate() {
            achados.extend(na_linha(linha).map(|conselho| format!("{nome}:{}: erro: {conselho}", n + 1)));
        }
    }
    if achados.is_empty() { Ok(Vec::new()) } else { Err(ErroInterpretado::Conferencia(achados.join("\n"))) }
}

fn na_linha(linha: &str) -> impl Iterator<Item = &'static str> {
    let codigo = if linha.trim_start().starts_with("//") { "" } else { linha };
    let sozinha = |trecho: &str| {
        codigo.match_indices(trecho).any(|(onde, _)| {
            let antes = codigo[..onde].chars().next_back();
            !antes.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'))
        })
    };
    let grande = tem_bigint(codigo).then_some("BigInt derruba o plugin; use um número comum (30, e não 30n)");
    NAO_HA.iter().filter(move |(trecho, _)| sozinha(trecho)).map(|(_, conselho)| *conselho).chain(grande)
}

/// Se há um literal como `30n`, fora de um nome ou de um texto entre aspas.
fn tem_bigint(codigo: &str) -> bool {
    let mut aspas = None;
    let (mut anterior, mut numero) = (' ', false);
    for c in codigo.chars() {
        match aspas {
            Some(fecha) => aspas = (c != fecha || anterior == '\\').then_some(fecha),
            None if matches!(c, '"' | '\'' | '`') => aspas = Some(c),
            None if c == 'n' && numero => return true,
            None => {
                let nome = anterior.is_alphanumeric() || matches!(anterior, '_' | '$');
                numero = c.is_ascii_digit() && (numero || !nome) || c == '_' && numero;
            }
        }
        anterior = c;
    }
    false
}

pub fn componentizar(pasta: &Path, compilacao: &Path, saida: &Path) -> Result<(), ErroInterpretado> {
    let ferramenta = ferramenta(compilacao)?;
    let sdk = sdk::estender("sdk-javascript", sdk::JAVASCRIPT, compilacao).map_err(em(compilacao))?;
    // Tudo numa raiz só, que é o que a ferramenta deixa importar.
    let raiz = tempfile::tempdir_in(compilacao).map_err(em(compilacao))?;
    copiar_fontes(pasta, FONTES, raiz.path())?;
    for nome in [SDK, "componente.js"] {
        copiar(&sdk.join("sdk").join(nome), &raiz.path().join(nome))?;
    }
    let operacoes = raiz.path().join("operacoes.js");
    fs::write(&operacoes, format!("export const OPERACOES = {};", sdk::OPERACOES)).map_err(em(&operacoes))?;
    let mut comando = Command::new("node");
    comando
        .arg(ferramenta.join("node_modules/componentize-qjs/bin/componentize-qjs"))
        .arg("--wit")
        .arg(sdk.join("wit"))
        .arg("--js")
        .arg(raiz.path().join("componente.js"))
        .arg("--module-root")
        .arg(raiz.path())
        // Sem trocar o WASI por armadilhas: `new Date()` cairia numa. Ele se liga vazio, como o do Python.
        .args(["--world", "plugin", "--sync", "--opt-size", "--output"])
        .arg(saida);
    correr("fazer do código JavaScript um componente", SEM_NODE, &mut comando)
}

/// A pasta com o componentize-qjs instalado.
fn ferramenta(compilacao: &Path) -> Result<PathBuf, ErroInterpretado> {
    preparar(compilacao, &COMPONENTIZE_QJS.replace('@', "-"), |pasta| {
        let mut npm = Command::new("npm");
        npm.args([
            "install",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--ignore-scripts",
            "--loglevel=error",
            "--prefix",
        ])
        .arg(pasta)
        .arg(COMPONENTIZE_QJS);
        correr("instalar o componentize-qjs (é preciso alcançar o registro do npm)", SEM_NODE, &mut npm)
    })
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_que_nao_ha_num_componente_se_diz_com_o_que_por_no_lugar() {
        for (linha, trecho) in [
            ("const fs = require(\"fs\");", Some("require")),
            ("const r = await fetch(url);", Some("baixarUrl")),
            ("export async function f() {}", Some("tire async")),
            ("  // fetch(url) era o antigo", None),
            ("portal.fetch(x); meuRequire(1);", None),
            ("alvo(x).comPrazo(2_000n)", Some("BigInt")),
            ("const a1n = 'mais 30n'; f(30);", None),
        ] {
            let achado = na_linha(linha).next();
            assert_eq!(achado.is_some(), trecho.is_some(), "{linha}");
            assert!(achado.unwrap_or_default().contains(trecho.unwrap_or_default()), "{linha}");
        }
    }
}
