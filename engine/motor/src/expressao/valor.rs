//! JSON ↔ CEL, sem perder inteiros. Textos são emprestados na ida; na volta a ordem das chaves é a alfabética, sempre a mesma.

use std::collections::{BTreeMap, HashMap};

use cel::common::types::{
    CelBool, CelDouble, CelDuration, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString, CelTimestamp, CelUInt,
};
use cel::common::value::Val;
use serde_json::{Map, Number, Value};

pub(super) fn para_cel(valor: &Value) -> Box<dyn Val + '_> {
    match valor {
        Value::Null => Box::new(CelNull),
        Value::Bool(logico) => Box::new(CelBool::from(*logico)),
        Value::Number(numero) => numero_para_cel(numero),
        Value::String(texto) => Box::new(CelString::from(texto.as_str())),
        Value::Array(itens) => Box::new(CelList::from(itens.iter().map(para_cel).collect::<Vec<_>>())),
        Value::Object(mapa) => mapa_para_cel(mapa),
    }
}

pub(super) fn mapa_para_cel(mapa: &Map<String, Value>) -> Box<dyn Val + '_> {
    let pares: HashMap<_, _> =
        mapa.iter().map(|(chave, valor)| (CelMapKey::from(chave.as_str()), para_cel(valor))).collect();
    Box::new(CelMap::from(pares))
}

/// Como [`mapa_para_cel`], sem emprestar nada do mapa.
pub(super) fn mapa_proprio_para_cel<'v>(mapa: &Map<String, Value>) -> Box<dyn Val + 'v> {
    let pares: HashMap<_, _> =
        mapa.iter().map(|(chave, valor)| (CelMapKey::from(chave.clone()), proprio_para_cel(valor))).collect();
    Box::new(CelMap::from(pares))
}

fn proprio_para_cel<'v>(valor: &Value) -> Box<dyn Val + 'v> {
    match valor {
        Value::Null => Box::new(CelNull),
        Value::Bool(logico) => Box::new(CelBool::from(*logico)),
        Value::Number(numero) => numero_para_cel(numero),
        Value::String(texto) => Box::new(CelString::from(texto.clone())),
        Value::Array(itens) => Box::new(CelList::from(itens.iter().map(proprio_para_cel).collect::<Vec<_>>())),
        Value::Object(mapa) => mapa_proprio_para_cel(mapa),
    }
}

fn numero_para_cel<'v>(numero: &Number) -> Box<dyn Val + 'v> {
    if let Some(inteiro) = numero.as_i64() {
        Box::new(CelInt::from(inteiro))
    } else if let Some(grande) = numero.as_u64() {
        Box::new(CelUInt::from(grande))
    } else {
        Box::new(CelDouble::from(numero.as_f64().unwrap_or(f64::NAN)))
    }
}

/// O motivo da falha vem em português; só falha o que não cabe em JSON.
pub(super) fn para_json(valor: &dyn Val) -> Result<Value, String> {
    if let Some(texto) = valor.downcast_ref::<CelString>() {
        Ok(Value::from(texto.inner()))
    } else if let Some(inteiro) = valor.downcast_ref::<CelInt>() {
        Ok(Value::from(*inteiro.inner()))
    } else if let Some(logico) = valor.downcast_ref::<CelBool>() {
        Ok(Value::from(*logico.inner()))
    } else if valor.downcast_ref::<CelNull>().is_some() {
        Ok(Value::Null)
    } else if let Some(natural) = valor.downcast_ref::<CelUInt>() {
        Ok(Value::from(*natural.inner()))
    } else if let Some(decimal) = valor.downcast_ref::<CelDouble>() {
        Number::from_f64(*decimal.inner())
            .map(Value::Number)
            .ok_or_else(|| "o resultado não é um número finito".to_owned())
    } else if let Some(lista) = valor.downcast_ref::<CelList>() {
        lista.inner().iter().map(|item| para_json(item.as_ref())).collect()
    } else if let Some(mapa) = valor.downcast_ref::<CelMap>() {
        mapa_para_json(mapa)
    } else if let Some(instante) = valor.downcast_ref::<CelTimestamp>() {
        Ok(Value::from(instante.inner().to_rfc3339()))
    } else if let Some(duracao) = valor.downcast_ref::<CelDuration>() {
        Ok(Value::from(format!("{}s", duracao.inner().num_seconds())))
    } else {
        Err(format!("o resultado é do tipo {}, que não cabe em JSON", valor.get_type().name()))
    }
}

fn mapa_para_json(mapa: &CelMap<'_>) -> Result<Value, String> {
    let mut pares = BTreeMap::new();
    for (chave, valor) in mapa.inner() {
        let CelMapKey::String(chave) = chave else {
            return Err("o mapa tem chave que não é texto".to_owned());
        };
        pares.insert(chave.inner().to_owned(), para_json(valor.as_ref())?);
    }
    Ok(Value::Object(Map::from_iter(pares)))
}
