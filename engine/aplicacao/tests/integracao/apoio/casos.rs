//! Os casos que se jogam num nó de verdade: os da linguagem, em `workflows/conformidade/`, e um ou mais roteiros para cada fluxo de
//! `workflows/`, em `roteiros/`.

use std::path::{Path, PathBuf};

use esteira_motor::simulacao::{Roteiro, ler_roteiro};

/// Um fluxo, o que lhe acontece e a história que se espera.
pub struct Caso {
    pub nome: String,
    /// O fluxo, em YAML.
    pub fluxo: String,
    pub roteiro: Roteiro,
}

/// O fluxo que os casos com `subfluxo` chamam: um trabalho só, que devolve o que fez ou se perde no caminho.
pub const ENTREGA: &str = r#"
esteira: v1
fluxo: entrega
titulo: Entrega
chave: 'has(entrada.id) ? entrada.id : "sem id"'
inicio: entregar
passos:
  entregar: { tipo: rpa, plugin: p, operacao: entregar, erros: { extraviou: extraviada }, depois: entregue }
  entregue: { tipo: fim, resultado: "${ passos.entregar }" }
  extraviada: { tipo: fim, falha: { codigo: extraviou, mensagem: "${ erro.mensagem }" } }
"#;

/// Todos, por nome.
pub fn todos() -> Vec<Caso> {
    let raiz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workflows = raiz.join("../../workflows");
    let mut casos: Vec<_> = yamls(&workflows.join("conformidade")).iter().map(|caminho| ler(caminho, None)).collect();
    for caminho in yamls(&raiz.join("tests/integracao/roteiros")) {
        // `chamado.urgente.yaml` é do fluxo `chamado`.
        let nome = caminho.file_name().unwrap_or_default().to_string_lossy();
        let fluxo = nome.split('.').next().unwrap_or_default();
        let lugares = [workflows.join(format!("{fluxo}.yaml")), workflows.join(format!("exemplos/{fluxo}.yaml"))];
        let fluxo = lugares.iter().find(|lugar| lugar.exists()).unwrap_or_else(|| panic!("de que fluxo é {nome}?"));
        casos.push(ler(&caminho, Some(fluxo)));
    }
    casos
}

fn yamls(pasta: &Path) -> Vec<PathBuf> {
    let entradas = std::fs::read_dir(pasta).unwrap_or_else(|erro| panic!("{}: {erro}", pasta.display()));
    let mut caminhos: Vec<_> = entradas.map(|entrada| entrada.unwrap().path()).collect();
    caminhos.retain(|caminho| caminho.extension().is_some_and(|extensao| extensao == "yaml"));
    caminhos.sort();
    caminhos
}

fn ler(caminho: &Path, do_fluxo: Option<&PathBuf>) -> Caso {
    let nome = caminho.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let roteiro = ler_roteiro(&std::fs::read_to_string(caminho).unwrap()).unwrap_or_else(|e| panic!("{nome}: {e}"));
    let fluxo = match do_fluxo {
        Some(caminho) => std::fs::read_to_string(caminho).unwrap(),
        None => roteiro.fluxo.clone().unwrap_or_else(|| panic!("{nome}: falta o fluxo")),
    };
    Caso { nome, fluxo, roteiro }
}
