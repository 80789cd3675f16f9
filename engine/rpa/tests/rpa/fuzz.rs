//! O que vem do plugin é texto de estranho: seja qual for, sai um erro com código, nunca um pânico, e nada fica fora da pasta da sessão.
//!
//! Os casos são sempre os mesmos (o gerador é determinista): uma falha se repete.

use std::collections::BTreeMap;
use std::time::Duration;

use esteira_portas::rpa::{Rpa, SeletorRpa};
use esteira_rpa::dominios::Dominios;
use esteira_rpa::navegador::{Onde, Passo};
use esteira_rpa::plugins::manifesto::Manifesto;
use esteira_rpa::seletores::{Declarado, Seletores};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::apoio::{Bancada, convidado};

/// Textos que já quebraram alguém.
const MAUS: [&str; 26] = [
    "",
    " ",
    "'",
    "\"",
    "a'b\"c",
    "\\",
    "\0",
    "\u{202e}\u{feff}",
    "{",
    "{x}{",
    "{}",
    "null",
    "[",
    "{\"nome\":7}",
    "{\"portador\":{\"armazenamento\":\"local\"}}",
    "{\"name\":\"\\u0000\",\"value\":null}",
    "../../../../etc/passwd",
    "/etc/passwd",
    "..",
    "CON",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://[::1",
    "http://127.0.0.1:99999/",
    "//*[",
    "senha",
];

fn texto() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(MAUS.to_vec()).prop_map(str::to_owned),
        3 => any::<String>(),
        1 => "[\\PC\\s'\"\\\\{}\\[\\]]{0,60}",
        // Aninhado além do que um leitor de JSON aceita, e grande.
        1 => (1usize..20_000).prop_map(|n| "[".repeat(n)),
        1 => (1usize..200_000).prop_map(|n| "é".repeat(n)),
    ]
}

/// Um comando do plugin com argumentos quaisquer; espera-se pouco, que nada disto existe.
fn passo() -> impl Strategy<Value = Value> {
    let por = prop_oneof![Just("css"), Just("xpath"), Just("id"), Just("seletor"), Just("nao-ha"), Just("texto-link")];
    let comando = proptest::sample::select(vec![
        "?abrir",
        "?encontrar",
        "?encontrar-todos",
        "?esperar",
        "?esperar-algum",
        "?ler-tabela",
        "?textos",
        "?atributos",
        "?executar-script",
        "?imprimir-pdf",
        "?baixar-url",
        "?baixar-url-com",
        "?entrada",
        "?esperar-download",
        "?criar",
        "?por-cookie",
        "?ler-armazenamento",
        "?escrever-armazenamento",
        "?anotar",
        "?etapa",
        "?existe",
        "?abrir-caixa",
        "?alvo.texto",
        "?alvo.quantos",
        "?perguntar",
    ]);
    (comando, por, texto(), texto(), texto()).prop_map(|(comando, por, a, b, c)| {
        let onde = format!("{por}={a}");
        match comando {
            "?esperar" => json!([comando, onde, b, "30"]),
            "?esperar-algum" => json!([comando, format!("{onde} | css={b}"), "30"]),
            "?esperar-download" => json!([comando, a, "30"]),
            "?alvo.texto" => json!([comando, format!("{onde} ~30")]),
            "?encontrar" | "?encontrar-todos" | "?ler-tabela" | "?textos" | "?atributos" | "?alvo.quantos" => {
                json!([comando, onde, b])
            }
            "?perguntar" => json!([comando, a, "30", ""]),
            _ => json!([comando, a, b, c]),
        }
    })
}

fn gerar<T>(estrategia: &impl Strategy<Value = T>, quantos: usize) -> Vec<T> {
    let mut gerador = TestRunner::deterministic();
    (0..quantos).map(|_| estrategia.new_tree(&mut gerador).unwrap().current()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn comandos_com_textos_quaisquer_dao_erro_com_codigo_e_nada_sai_da_pasta() {
    let b = Bancada::nova().await;
    let passos = gerar(&passo(), 240);
    for leva in passos.chunks(80) {
        let abrir = json!(["abrir", b.portal.url("/p/formulario")]);
        let passos: Vec<Value> = std::iter::once(abrir).chain(leva.iter().cloned()).collect();
        let mut pedido = b.pedido("roteiro", json!({ "passos": passos }));
        pedido.prazo = Duration::from_secs(180);
        let desfecho = b.executar(pedido).await;
        match desfecho.resultado {
            Ok(saida) => assert_eq!(saida.resultado["respostas"].as_array().unwrap().len(), passos.len()),
            // Só um teto para o plugin no meio; o resto ele vê como erro e segue.
            Err(erro) => assert_eq!(erro.codigo, "limite_excedido", "{erro:?}"),
        }
    }
    b.sem_navegadores().await;
    let mut ficou: Vec<_> =
        std::fs::read_dir(b.pasta.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    ficou.sort();
    assert_eq!(ficou, ["cache", "plugins", "trabalho"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_quaisquer_e_componentes_estragados_sao_recusados_com_motivo() {
    let b = Bancada::nova().await;
    let quaisquer = gerar(&proptest::collection::vec(any::<u8>(), 0..2_000), 60);
    let com_cabeca = quaisquer.iter().map(|bytes| [&[0, b'a', b's', b'm', 13, 0, 1, 0], &bytes[..]].concat());
    for bytes in com_cabeca.chain(quaisquer.iter().cloned()) {
        let motivo = b.hospedeiro.conferir(bytes.into()).await.unwrap_err();
        assert!(!motivo.is_empty() && !motivo.contains("caiu"), "{motivo}");
    }
    let trocas = gerar(&(any::<proptest::sample::Index>(), any::<u8>(), any::<proptest::sample::Index>()), 24);
    for (onde, por, corte) in trocas {
        let mut bytes = convidado().to_vec();
        let (onde, corte) = (onde.index(bytes.len()), corte.index(bytes.len()));
        bytes[onde] ^= por | 1;
        // Um byte trocado pode ainda ser um plugin; cortado, não.
        if let Err(motivo) = b.hospedeiro.conferir(bytes.clone().into()).await {
            assert!(!motivo.contains("a compilação do plugin caiu"), "{motivo}");
        }
        bytes.truncate(corte);
        assert!(b.hospedeiro.conferir(bytes.into()).await.is_err());
    }
    assert!(b.executar(b.pedido("vazio", json!({}))).await.resultado.is_ok(), "o hospedeiro segue de pé");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn manifesto_qualquer_se_le_ou_se_recusa(texto in texto(), nome in texto(), por in texto(), valor in texto()) {
        let _ = Manifesto::ler(&texto);
        let inteiro = json!({
            "nome": nome, "versao": texto, "operacoes": [{ "nome": por, "entrada": { "type": valor } }],
            "seletores": { nome.clone(): { "alternativas": [{ "por": por, "valor": valor }] } },
        });
        if let Ok(manifesto) = Manifesto::ler(&inteiro.to_string()) {
            prop_assert!(!manifesto.nome.contains(['/', '.', '\\']));
        }
    }

    #[test]
    fn o_que_se_preenche_num_seletor_fica_entre_as_aspas_dele(valor in texto()) {
        let linha = |por: &str, seletor: &str| Declarado {
            lugares: vec!["x".to_owned()],
            alternativas: vec![SeletorRpa { por: por.to_owned(), valor: seletor.to_owned() }],
        };
        let declarados = BTreeMap::from([
            ("css".to_owned(), linha("css", "a[b={x}]")),
            ("xpath".to_owned(), linha("xpath", "//a[.={x}]")),
        ]);
        let seletores = Seletores::novos(&declarados, &BTreeMap::new()).unwrap();
        let preencher = |nome: &str| {
            let pedido = json!({ "nome": nome, "com": { "x": valor } }).to_string();
            seletores.passo("seletor".to_owned(), pedido).unwrap().valor
        };
        let css = preencher("css");
        let dentro = css.strip_prefix("a[b=\"").and_then(|resto| resto.strip_suffix("\"]")).unwrap();
        // Fora de um escape, nem aspas nem quebra de linha.
        let mut escapado = false;
        for c in dentro.chars() {
            prop_assert!(escapado || !(c == '"' || c == '\n'), "{css:?}");
            escapado = c == '\\' && !escapado;
        }
        prop_assert!(!escapado, "{css:?}");
        let xpath = preencher("xpath");
        let literal = xpath.strip_prefix("//a[.=").and_then(|resto| resto.strip_suffix(']')).unwrap();
        prop_assert_eq!(ler_literal(literal), Some(valor));
    }

    #[test]
    fn seletor_e_dominio_quaisquer_nao_quebram(por in texto(), valor in texto(), url in texto()) {
        if let Ok(passo) = Passo::novo(por.clone(), valor.clone()) {
            let _ = Onde::documento(passo).to_string();
        }
        let _ = Seletores::default().passo("seletor".to_owned(), valor.clone());
        let dominios = Dominios::novo(std::slice::from_ref(&valor));
        prop_assert!(!dominios.permite_pagina("https://exemplo.com/") || valor.trim().eq_ignore_ascii_case("exemplo.com"));
        let _ = (dominios.permite_pagina(&url), dominios.permite_conexao(&url, 80), dominios.caixa(&url, 993));
        prop_assert!(dominios.regra_de_resolucao().starts_with("MAP * ~NOTFOUND"));
    }
}

/// O texto que um literal de XPath 1.0 diz (`'…'`, `"…"` ou `concat` deles); nenhum se não é um literal só.
fn ler_literal(literal: &str) -> Option<String> {
    let simples = |parte: &str| {
        let aspas = parte.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let dentro = parte.strip_prefix(aspas)?.strip_suffix(aspas)?;
        (!dentro.contains(aspas)).then(|| dentro.to_owned())
    };
    let Some(mut resto) = literal.strip_prefix("concat(").and_then(|resto| resto.strip_suffix(')')) else {
        return simples(literal);
    };
    let mut texto = String::new();
    while !resto.is_empty() {
        resto = resto.strip_prefix(", ").unwrap_or(resto);
        let aspas = resto.chars().next()?;
        let fim = resto[1..].find(aspas)? + 2;
        texto.push_str(&simples(&resto[..fim])?);
        resto = &resto[fim..];
    }
    Some(texto)
}
