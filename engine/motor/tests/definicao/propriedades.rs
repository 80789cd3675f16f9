//! Nada que se escreva derruba a leitura, e todo diagnóstico aponta um lugar que existe.

use esteira_motor::definicao::{Diagnostico, analisar};
use esteira_motor::desenho::svg;
use esteira_motor::expressao::Expressao;
use proptest::prelude::*;

use crate::faturas;

fn conferir(texto: &str) {
    let analise = analisar("x.yaml", texto);
    assert_eq!(
        analise.fluxo.is_some(),
        !analise.diagnosticos.iter().any(|d| d.gravidade == esteira_motor::definicao::Gravidade::Erro)
    );
    analise.diagnosticos.iter().for_each(|diagnostico| aponta_um_lugar(diagnostico, texto));
    if let Some(fluxo) = analise.fluxo {
        svg(&fluxo);
    }
}

fn aponta_um_lugar(diagnostico: &Diagnostico, texto: &str) {
    let intervalo = diagnostico.intervalo;
    assert!(texto.get(intervalo.inicio..intervalo.fim).is_some(), "{diagnostico}");
    assert!(diagnostico.linha >= 1 && diagnostico.coluna >= 1 && !diagnostico.mensagem.is_empty());
    assert!(!diagnostico.mostrar(texto, false).is_empty());
}

/// Um pedaço das faturas trocado por outra coisa: o que se tem enquanto se digita.
fn faturas_estragadas() -> impl Strategy<Value = String> {
    let enxerto = prop_oneof![
        Just(String::new()),
        "[-:{}\\[\\]#&*!|>'\"%@`, \n\t]{1,4}",
        "[a-z_]{1,8}: [a-z0-9]{1,4}\n",
        Just("${ ".to_owned()),
        "\\PC{1,6}",
    ];
    (any::<prop::sample::Index>(), 0usize..40, enxerto).prop_map(|(onde, tira, poe)| {
        let texto: Vec<char> = faturas().chars().collect();
        let inicio = onde.index(texto.len());
        let fim = (inicio + tira).min(texto.len());
        texto[..inicio].iter().chain(&poe.chars().collect::<Vec<_>>()).chain(&texto[fim..]).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn texto_qualquer_nunca_derruba_a_leitura(texto in "(?s).{0,200}") {
        conferir(&texto);
    }

    #[test]
    fn sinais_de_yaml_ao_acaso_nunca_derrubam_a_leitura(texto in "[-:{}\\[\\]#&*!|>'\"%@, \n\tab1$]{0,120}") {
        conferir(&texto);
    }

    #[test]
    fn faturas_com_um_pedaco_trocado_nunca_derrubam_a_leitura(texto in faturas_estragadas()) {
        conferir(&texto);
    }

    #[test]
    fn expressao_qualquer_nunca_derruba_a_compilacao(fonte in "\\PC{0,60}|[-a-z0-9.()\\[\\]{}?:+*/'\"!&|<>= ]{0,60}") {
        let _ = Expressao::compilar(&fonte);
    }
}
