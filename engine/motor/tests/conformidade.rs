//! Os casos de conformidade da linguagem: cada arquivo de `workflows/conformidade/` é uma regra, com um fluxo, um roteiro e a história que
//! se espera. `CONFORMIDADE=gravar` reescreve as histórias; o que mudou se lê no `git diff`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use esteira_motor::Fluxo;
use esteira_motor::definicao::ler;
use esteira_motor::simulacao::{Roteiro, Simulacao, ler_roteiro};

fn pasta() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows/conformidade")
}

fn casos() -> Vec<PathBuf> {
    let mut casos: Vec<_> = std::fs::read_dir(pasta())
        .expect("a pasta dos casos existe")
        .filter_map(|entrada| Some(entrada.ok()?.path()))
        .filter(|caminho| caminho.extension().is_some_and(|extensao| extensao == "yaml"))
        .collect();
    casos.sort();
    casos
}

fn abrir(texto: &str) -> Result<(Roteiro, Fluxo), String> {
    let roteiro = ler_roteiro(texto)?;
    let fluxo = roteiro.fluxo.clone().ok_or("o caso não traz o fluxo")?;
    let fluxo = ler("fluxo", &fluxo)
        .map_err(|problemas| problemas.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    Ok((roteiro, fluxo))
}

fn contar(texto: &str) -> Result<(Roteiro, String), String> {
    let (roteiro, fluxo) = abrir(texto)?;
    let mut simulacao = Simulacao::comecar(&fluxo, roteiro.entrada.clone()).map_err(|erro| erro.to_string())?;
    for lance in &roteiro.roteiro {
        simulacao.jogar(lance).map_err(|erro| erro.to_string())?;
    }
    let historia = simulacao.historia();
    Ok((roteiro, historia))
}

#[test]
fn cada_caso_conta_a_historia_que_diz() {
    let gravar = std::env::var("CONFORMIDADE").is_ok_and(|valor| valor == "gravar");
    let casos = casos();
    assert!(casos.len() >= 25, "há só {} casos", casos.len());
    let mut problemas = String::new();
    for caminho in casos {
        let nome = caminho.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let texto = std::fs::read_to_string(&caminho).expect("o caso se lê");
        match contar(&texto) {
            Err(erro) => drop(writeln!(problemas, "== {nome}\n{erro}")),
            Ok((roteiro, historia)) if gravar => {
                assert!(roteiro.regra.is_some(), "{nome}: diga a `regra`");
                let antes = texto.split("historia: |\n").next().unwrap_or_default();
                let linhas: String = historia.lines().map(|linha| format!("  {linha}\n")).collect();
                std::fs::write(&caminho, format!("{antes}historia: |\n{linhas}")).expect("o caso se grava");
            }
            Ok((roteiro, historia)) => {
                let esperada = roteiro.historia.unwrap_or_default();
                if esperada.trim() != historia.trim() {
                    let _ = writeln!(problemas, "== {nome}\n-- esperada\n{esperada}\n-- contada\n{historia}");
                }
            }
        }
    }
    assert!(problemas.is_empty(), "{problemas}");
}
