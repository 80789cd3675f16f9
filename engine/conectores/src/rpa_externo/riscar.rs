//! Riscar segredos do que o RPA externo devolve.

use esteira_portas::rpa_externo::AcessoExterno;
use serde_json::Value;

use super::resultado::CAMPOS;

const RISCO: &str = "***";
/// Menor que isto, riscar estragaria texto que não é segredo.
const MENOR_SEGREDO: usize = 4;

pub(super) fn riscar(acesso: &AcessoExterno, texto: &str) -> String {
    let segredos = std::iter::once(&acesso.token).chain(&acesso.segredos).map(|segredo| segredo.revelar());
    segredos
        .filter(|segredo| segredo.len() >= MENOR_SEGREDO)
        .fold(texto.to_owned(), |texto, segredo| texto.replace(segredo, RISCO))
}

/// Em todos os textos de dentro, menos no endereço ou no conteúdo do arquivo: uma senha curta que lá apareça por acaso estragaria a fatura, e quem a recebe é
/// só quem a baixa.
pub(super) fn riscar_valor(acesso: &AcessoExterno, valor: Value) -> Value {
    match valor {
        Value::String(texto) => Value::String(riscar(acesso, &texto)),
        Value::Array(itens) => itens.into_iter().map(|item| riscar_valor(acesso, item)).collect(),
        Value::Object(campos) => campos
            .into_iter()
            .map(|(nome, valor)| {
                let riscado = if CAMPOS.contains(&nome.as_str()) { valor } else { riscar_valor(acesso, valor) };
                (nome, riscado)
            })
            .collect(),
        outro => outro,
    }
}
