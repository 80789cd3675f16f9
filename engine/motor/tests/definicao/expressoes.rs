//! Expressões e modelos: tipos que se mantêm, erros que não viram texto, limites que valem.

use esteira_motor::expressao::{Contexto, ErroDeExpressao, Expressao, Modelo, PROFUNDIDADE_MAXIMA, TAMANHO_MAXIMO};
use serde_json::{Map, Value, json};

fn com_contexto<T>(usar: impl FnOnce(&Contexto<'_>) -> T) -> T {
    let entrada = json!({
        "hash": "h1", "mes_ano": "2026-11", "quantos": 9_007_199_254_740_993_i64, "preco": 1.5, "nada": null,
        "cliente": { "nome": "Padaria do Zé" }, "itens": [{ "v": 2 }, { "v": 3 }], "cpf": "000.000.001-91"
    });
    let passos = Map::from_iter([("baixar".to_owned(), json!({ "valor": 12_345, "arquivo": { "resumo": "abc" } }))]);
    let variaveis = Map::from_iter([("fatura".to_owned(), json!({ "valor": 7 }))]);
    let instancia = json!({ "id": "i1", "chave": "h1/2026-11" });
    usar(&Contexto {
        entrada: &entrada,
        passos: &[&passos],
        variaveis: &[&variaveis],
        instancia: &instancia,
        erro: None,
        locais: &[],
    })
}

fn avaliar(fonte: &str) -> Result<Value, ErroDeExpressao> {
    com_contexto(|contexto| Expressao::compilar(fonte)?.avaliar(contexto))
}

fn modelo(valor: Value) -> Result<Value, ErroDeExpressao> {
    com_contexto(|contexto| Modelo::compilar(&valor)?.avaliar(contexto))
}

#[test]
fn os_valores_mantem_o_tipo() {
    for (fonte, esperado) in [
        ("entrada.hash + '/' + entrada.mes_ano", json!("h1/2026-11")),
        ("entrada.quantos", json!(9_007_199_254_740_993_i64)),
        ("passos.baixar.valor + 1", json!(12_346)),
        ("entrada.preco * 2.0", json!(3.0)),
        ("entrada.itens.map(i, i.v * 10)", json!([20, 30])),
        ("entrada.itens.filter(i, i.v > 2).size()", json!(1)),
        ("{'b': 1, 'a': entrada.nada}", json!({ "a": null, "b": 1 })),
        ("erro == null", json!(true)),
        ("has(entrada.ausente)", json!(false)),
        ("has(entrada.cliente.nome) && instancia.id == 'i1'", json!(true)),
        ("passos['baixar'].arquivo.resumo", json!("abc")),
        ("string(variaveis.fatura.valor)", json!("7")),
        ("[1].map(entrada, entrada + 1)", json!([2])),
    ] {
        assert_eq!(avaliar(fonte), Ok(esperado), "{fonte}");
    }
}

#[test]
fn o_que_nao_resolve_e_erro_em_portugues_e_sem_os_dados() {
    for (fonte, trecho) in [
        ("entrada.ausente", "não existe a chave \"ausente\""),
        ("passos.enviar.recibo", "não existe a chave \"enviar\""),
        ("entrada.cliente.nome.x", "não se aplica a texto"),
        ("entrada.cpf + 1", "`+` não se aplica a texto e inteiro"),
        ("entrada.quantos / 0", "divisão por zero"),
        ("9223372036854775807 + entrada.quantos", "passou do maior inteiro"),
        ("entrada.itens[9]", "a posição não existe"),
        ("1.0 / 0.0", "não é um número finito"),
        ("int(entrada.hash)", "int() não aceitou o valor"),
    ] {
        let erro = avaliar(fonte).unwrap_err().to_string();
        assert!(erro.contains(trecho), "{fonte}: {erro}");
        assert!(!erro.contains("000.000") && !erro.contains("Padaria"), "{erro}");
    }
}

#[test]
fn fontes_ruins_se_recusam_ao_compilar_com_lugar() {
    for (fonte, trecho, onde) in [
        ("entrada.hash +", "termina antes da hora", Some(14..14)),
        ("1 ++ 2", "a partir de `+`", Some(3..4)),
        ("tamanho(entrada)", "a função `tamanho` não existe", Some(0..7)),
        ("'é' + + 'a'", "a partir de `+`", Some(7..8)),
        ("", "vazia", None),
    ] {
        let erro = Expressao::compilar(fonte).unwrap_err();
        assert!(erro.mensagem.contains(trecho), "{fonte}: {erro}");
        assert_eq!(erro.intervalo, onde, "{fonte}");
    }
}

#[test]
fn os_limites_valem_antes_de_gastar_pilha_ou_tempo() {
    let aninhada = format!("{}1{}", "(".repeat(17), ")".repeat(17));
    let longa = format!("'{}'", "a".repeat(TAMANHO_MAXIMO));
    let encadeada = vec!["1"; PROFUNDIDADE_MAXIMA + 1].join(" + ");
    let lacos = "[1].map(a, [1].map(b, [1].map(c, c)))";
    for fonte in [aninhada.as_str(), &longa, &encadeada, lacos] {
        assert!(Expressao::compilar(fonte).is_err(), "{}", &fonte[..20]);
    }
}

/// Uma linha de execução comum tem 2 MiB; metade fica para quem chama.
#[test]
fn a_maior_expressao_aceita_avalia_se_em_meia_pilha_comum() {
    let n = PROFUNDIDADE_MAXIMA - 1;
    for fonte in [
        vec!["1"; n].join(" + "),
        format!("{}1", "false ? 0 : ".repeat(n)),
        format!("{}entrada.quantos{}", "-(".repeat(16), ")".repeat(16)),
        format!("{}1{}", "string(".repeat(16), ")".repeat(16)),
        "entrada.itens.map(a, entrada.itens.map(b, ((((((((a.v + b.v) * 1) * 1) * 1) * 1) * 1) * 1) * 1) * 1))"
            .to_owned(),
    ] {
        let expressao = Expressao::compilar(&fonte).unwrap_or_else(|erro| panic!("{fonte}: {erro}"));
        let linha = std::thread::Builder::new().stack_size(1024 * 1024);
        let resultado =
            linha.spawn(move || com_contexto(|contexto| expressao.avaliar(contexto))).unwrap().join().unwrap();
        assert!(resultado.is_ok(), "{fonte}: {resultado:?}");
    }
}

#[test]
fn as_referencias_se_leem_da_expressao() {
    let expressao =
        Expressao::compilar("has(passos.baixar.x) ? entrada.itens.map(i, i.v) : [variaveis['a'], instancia]").unwrap();
    let vistas: Vec<_> = expressao.referencias().iter().map(|r| (r.raiz.as_str(), r.campo())).collect();
    let esperadas =
        [("entrada", Some("itens")), ("instancia", None), ("passos", Some("baixar")), ("variaveis", Some("a"))];
    assert_eq!(vistas, esperadas);
    assert_eq!(expressao.raizes().collect::<Vec<_>>(), ["entrada", "instancia", "passos", "variaveis"]);
}

#[test]
fn modelo_mantem_o_tipo_sozinho_e_vira_texto_no_meio() {
    assert_eq!(modelo(json!("${ passos.baixar.valor }")), Ok(json!(12_345)));
    assert_eq!(modelo(json!("n. ${ passos.baixar.valor }/${ entrada.hash }")), Ok(json!("n. 12345/h1")));
    assert_eq!(modelo(json!("custa $${ x }")), Ok(json!("custa ${ x }")));
    assert_eq!(modelo(json!({ "z": ["${ entrada.hash }", 1], "a": null })), Ok(json!({ "z": ["h1", 1], "a": null })));
    assert!(modelo(json!("olá ${ entrada.nada }")).unwrap_err().to_string().contains("deu nulo"));
    assert!(modelo(json!("olá ${ entrada.ausente }")).is_err());
    assert!(modelo(json!("olá ${ entrada.cliente }")).unwrap_err().to_string().contains("um objeto"));
}
