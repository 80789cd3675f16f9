//! Do que o armazém guarda ao que o JSON mostra.

use esteira_base::{Dinheiro, Instante};
use serde_json::Value;

/// JSON guardado como texto; o que não se lê aparece como texto, para que nada se esconda.
pub(crate) fn json(texto: &str) -> Value {
    serde_json::from_str(texto).unwrap_or_else(|_| Value::String(texto.to_owned()))
}

pub(crate) fn instante(micros: i64) -> Instante {
    Instante::de_micros(micros)
}

/// Centavos em texto decimal: `1234.56`.
pub(crate) fn dinheiro(centavos: i64) -> String {
    Dinheiro::de_centavos(centavos).em_decimal()
}
