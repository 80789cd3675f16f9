//! O conteúdo canônico de uma definição: o que dá a identidade da versão.
//!
//! JSON com as chaves em ordem: comentários, recuo, aspas, âncoras e a ordem das chaves não contam. Onde a ordem quer dizer algo (`valores` de
//! `atribuir` se calculam em sequência; `decisoes` se mostram nela), o mapa vira lista de pares e ela conta.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::yaml::{No, Par, Valor};

/// Chaves de um passo cuja ordem interna conta.
const ORDENADAS: [&str; 2] = ["valores", "decisoes"];

pub(super) fn de(raiz: &No) -> Value {
    mapa(raiz, |par| {
        if par.chave == "passos" {
            mapa(&par.valor, |passo| mapa(&passo.valor, campo_de_passo))
        } else {
            simples(&par.valor)
        }
    })
}

fn campo_de_passo(par: &Par) -> Value {
    match par.valor.pares() {
        Some(pares) if ORDENADAS.contains(&par.chave.as_str()) => {
            pares.iter().map(|par| json!([par.chave, simples(&par.valor)])).collect()
        }
        _ => simples(&par.valor),
    }
}

fn simples(no: &No) -> Value {
    match &no.valor {
        Valor::Mapa(_) => mapa(no, |par| simples(&par.valor)),
        Valor::Lista(itens) => itens.iter().map(simples).collect(),
        _ => no.json(),
    }
}

fn mapa(no: &No, valor: impl Fn(&Par) -> Value) -> Value {
    match no.pares() {
        Some(pares) => {
            let em_ordem: BTreeMap<_, _> = pares.iter().map(|par| (par.chave.clone(), valor(par))).collect();
            Value::Object(Map::from_iter(em_ordem))
        }
        None => no.json(),
    }
}
