//! A marca que fica no lugar de um valor que saiu: `{"$carga": {"resumo": "…", "tamanho": 70000}}`.

use std::collections::HashMap;

use esteira_base::Resumo;
use serde_json::{Value, json};

/// O único campo da marca.
const CAMPO: &str = "$carga";

/// A marca de um valor; `tamanho` é o do texto dele, em bytes.
pub(super) fn marca(resumo: Resumo, tamanho: usize) -> Value {
    json!({ CAMPO: { "resumo": resumo, "tamanho": tamanho } })
}

/// Se alguém podia tomar o valor por uma marca.
pub(super) fn parece(valor: &Value) -> bool {
    valor.get(CAMPO).is_some()
}

/// De que carga é a marca.
fn resumo(valor: &Value) -> Option<Resumo> {
    serde_json::from_value(valor.get(CAMPO)?.get("resumo")?.clone()).ok()
}

/// As cargas que o valor cita.
pub(super) fn achar(valor: &Value, achadas: &mut Vec<Resumo>) {
    match resumo(valor) {
        Some(resumo) => achadas.push(resumo),
        None => achar_dentro(valor, achadas),
    }
}

/// As cargas que citam os filhos do valor. O conteúdo de uma carga nunca é marca ele mesmo, ainda que pareça.
pub(super) fn achar_dentro(valor: &Value, achadas: &mut Vec<Resumo>) {
    match valor {
        Value::Array(itens) => itens.iter().for_each(|item| achar(item, achadas)),
        Value::Object(campos) => campos.values().for_each(|campo| achar(campo, achadas)),
        _ => {}
    }
}

/// O valor com as cargas no lugar das marcas. A que falte em `cargas` fica como está.
pub(super) fn repor(valor: Value, cargas: &HashMap<Resumo, Value>) -> Value {
    match resumo(&valor).and_then(|resumo| cargas.get(&resumo)) {
        Some(carga) => repor_dentro(carga.clone(), cargas),
        None => repor_dentro(valor, cargas),
    }
}

fn repor_dentro(valor: Value, cargas: &HashMap<Resumo, Value>) -> Value {
    match valor {
        Value::Array(itens) => itens.into_iter().map(|item| repor(item, cargas)).collect(),
        Value::Object(campos) => campos.into_iter().map(|(nome, campo)| (nome, repor(campo, cargas))).collect(),
        outro => outro,
    }
}
