//! Encolher e repor dá no mesmo, e o que fica é pequeno.

use std::collections::HashMap;

use esteira_base::Resumo;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::extracao::extrair;
use super::marca;

const LIMITE: usize = 2_048;

/// Como [`super::Cargas::repor`], com as cargas à mão.
fn ida_e_volta(valor: &Value) -> (Value, Value) {
    let mut encolhido = valor.clone();
    let cargas: HashMap<Resumo, Value> = extrair(&mut encolhido, LIMITE)
        .into_iter()
        .map(|carga| (carga.resumo, serde_json::from_str(&carga.texto).unwrap()))
        .collect();
    let reposto = marca::repor(encolhido.clone(), &cargas);
    (encolhido, reposto)
}

fn valores() -> impl Strategy<Value = Value> {
    let folha = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z\"\\\\ç]{0,40}".prop_map(Value::from),
        (1..4_000usize).prop_map(|quantos| Value::from("ç".repeat(quantos))),
        Just(marca::marca(Resumo::de(b"forjada"), 7)),
    ];
    folha.prop_recursive(5, 200, 12, |dentro| {
        let nome = prop_oneof![4 => "[a-z]{1,6}", 1 => Just("$carga".to_owned())];
        prop_oneof![
            prop::collection::vec(dentro.clone(), 0..12).prop_map(Value::from),
            prop::collection::vec((nome, dentro), 0..12).prop_map(|campos| campos.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn repor_desfaz_e_o_que_fica_cabe_no_limite(valor in valores()) {
        let (encolhido, reposto) = ida_e_volta(&valor);
        prop_assert_eq!(reposto, valor);
        prop_assert!(encolhido.to_string().len() <= LIMITE);
    }
}

#[test]
fn sai_o_maior_e_so_o_que_precisa() {
    let valor = json!({ "a": "x".repeat(1_100), "b": "y".repeat(1_500), "c": [1, 2] });
    let (encolhido, reposto) = ida_e_volta(&valor);
    assert_eq!((&encolhido["a"], &encolhido["c"], reposto), (&valor["a"], &valor["c"], valor.clone()));
    assert_eq!(encolhido["b"], marca::marca(Resumo::de(valor["b"].to_string().as_bytes()), 1_502));
}

#[test]
fn muitos_pequenos_saem_juntos() {
    let valor = Value::from((0..2_000).collect::<Vec<_>>());
    let mut encolhido = valor.clone();
    let cargas = extrair(&mut encolhido, LIMITE);
    assert_eq!((cargas.len(), &cargas[0].texto), (1, &valor.to_string()));
}

/// O objeto de alguém que imita a marca de uma carga que existe volta como era, e não como a carga.
#[test]
fn a_marca_nao_se_forja() {
    let grande = Value::from("z".repeat(3_000));
    let forjada = marca::marca(Resumo::de(grande.to_string().as_bytes()), 3_002);
    let valor = json!({ "grande": grande, "forjada": forjada, "dentro": [{ "$carga": { "$carga": 1 }, "x": 2 }] });
    let (encolhido, reposto) = ida_e_volta(&valor);
    assert_ne!(encolhido["forjada"], forjada);
    assert_eq!(reposto, valor);
}
