//! A linguagem dos fluxos: leitura, diagnósticos, grafo, expressões e desenho.

mod desenho;
mod diagnosticos;
mod exemplos;
mod expressoes;
mod grafo;
mod linguagem;
mod propriedades;

/// A raiz do repositório, de onde se leem os fluxos de exemplo.
fn workflows() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows")
}

/// O fluxo principal do produto.
fn faturas() -> String {
    std::fs::read_to_string(workflows().join("faturas.yaml")).expect("workflows/faturas.yaml existe")
}
