//! O conteúdo canônico de uma definição: o que dá a identidade da versão.
//!
//! JSON com as chaves em ordem: comentários, recuo, aspas, âncoras e a ordem das chaves não contam. Onde a ordem quer dizer algo (`valores` de
//! `atribuir` se calculam em sequência; `decisoes` se mostram nela), o mapa vira lista de pares e ela conta.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::yaml::{No, Par, Valor};

/// Chaves cuja ordem interna conta.
const ORDENADAS: [&str; 2] = ["valores", "decisoes"];

pub(super) fn de(no: &No) -> Value {
    match &no.valor {
        Valor::Mapa(pares) => {
            let em_ordem: BTreeMap<_, _> = pares.iter().map(|par| (par.chave.clone(), campo(par))).collect();
            Value::Object(Map::from_iter(em_ordem))
        }
        Valor::Lista(itens) => itens.iter().map(de).collect(),
        _ => no.json(),
    }
}

fn campo(par: &Par) -> Value {
    match par.valor.pares() {
        Some(pares) if ORDENADAS.contains(&par.chave.as_str()) => {
            pares.iter().map(|par| json!([par.chave, de(&par.valor)])).collect()
        }
        _ => de(&par.valor),
    }
}
