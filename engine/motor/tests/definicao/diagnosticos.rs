//! YAML quebrado de cada jeito, e o que se diz de cada um. Os retratos são o que a pessoa vê no terminal.

use std::fmt::Write;

use esteira_motor::definicao::analisar;

/// Um fluxo bom, com um passo de cada família, para estragar.
const BOM: &str = r#"esteira: v1
fluxo: teste
titulo: Fluxo de teste
chave: entrada.id
inicio: baixar
passos:
  baixar:
    tipo: rpa
    operadora: ${ entrada.codigo }
    operacao: baixar-fatura
    repetir: { maximo: 3, espera: 30m, variacao: 0.2 }
    depois: decidir
  decidir:
    tipo: tarefa
    titulo: Decidir ${ entrada.id }
    papeis: [APROVADOR]
    prazo: 2d
    decisoes:
      aprovar: avisar
      rejeitar: { exige: [motivo], vai: fim }
  avisar:
    tipo: notificar
    para: responsaveis
    modelo: pronto
    com: { valor: "${ passos.baixar.valor }" }
    depois: fim
  fim:
    tipo: fim
"#;

/// Troca um pedaço do fluxo bom e mostra tudo o que se disse.
fn mostrar(trocas: &[(&str, &str)]) -> String {
    let mut saida = String::new();
    for (de, para) in trocas {
        assert!(BOM.contains(de), "o fluxo de teste não tem {de:?}");
        let texto = BOM.replacen(de, para, 1);
        let analise = analisar("teste.yaml", &texto);
        assert!(!analise.diagnosticos.is_empty(), "{de:?} → {para:?} passou");
        writeln!(saida, "======== {} → {}\n", de.trim(), para.trim()).unwrap();
        analise.diagnosticos.iter().for_each(|diagnostico| saida.push_str(&diagnostico.mostrar(&texto, false)));
        saida.push('\n');
    }
    // Os espaços do fim de linha não se veem, e os editores os tiram do retrato.
    saida.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn retratar(nome: &str, trocas: &[(&str, &str)]) {
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(nome, mostrar(trocas)) });
}

#[test]
fn o_fluxo_de_teste_e_bom() {
    assert_eq!(analisar("teste.yaml", BOM).diagnosticos, []);
}

#[test]
fn sintaxe() {
    retratar(
        "sintaxe",
        &[
            ("papeis: [APROVADOR]", "papeis: [APROVADOR"),
            ("titulo: Fluxo de teste", "titulo: \"Fluxo de teste"),
            ("titulo: Fluxo de teste", "titulo: Fluxo: teste"),
            ("com: { valor: \"${ passos.baixar.valor }\" }", "com: { valor: ${ passos.baixar.valor } }"),
            ("    papeis", "\tpapeis"),
            ("fluxo: teste", "fluxo: teste\nfluxo: outro"),
            ("modelo: pronto", "modelo: !!str pronto"),
            ("  fim:\n    tipo: fim\n", "  fim:\n    tipo: fim\n---\noutro: documento\n"),
            ("modelo: pronto", "modelo: *pronto"),
            ("passos:\n  baixar", "passos:\n  1: { tipo: fim }\n  baixar"),
        ],
    );
}

#[test]
fn chaves() {
    retratar(
        "chaves",
        &[
            ("depois: decidir", "depos: decidir"),
            ("titulo: Fluxo de teste\n", ""),
            ("esteira: v1", "esteira: v2"),
            ("tipo: notificar", "tipo: notifcar"),
            ("tipo: notificar", "tipo: paralelo"),
            ("prazo: 2d\n", "repetir: { maximo: 2 }\n"),
            ("operadora: ${ entrada.codigo }\n", "\n"),
            ("repetir: { maximo: 3,", "repetir: { tentativas: 3,"),
            ("  avisar:\n", "  Avisar-Todos:\n"),
            ("prazo: 2d", "prazo: { vence: 2d, escalonar: [{ apos: 1d }] }"),
        ],
    );
}

#[test]
fn valores() {
    retratar(
        "valores",
        &[
            ("espera: 30m", "espera: 30"),
            ("espera: 30m", "espera: meia hora"),
            ("maximo: 3", "maximo: 0"),
            ("variacao: 0.2", "variacao: 1.5"),
            ("espera: 30m", "espera: 30m, teto: 10m"),
            ("prazo: 2d", "prazo: 2d\n    quatro_olhos: sim"),
            ("papeis: [APROVADOR]", "papeis: []"),
            ("papeis: [APROVADOR]", "papeis: aprovador"),
            ("modelo: pronto", "modelo: pronto\n    estado: enviado"),
            ("operacao: baixar-fatura", "operacao: 007"),
            ("maximo: 3", "maximo: três"),
            ("  fim:\n", "  depois:\n    tipo: esperar\n    ate: 30/11/2026\n    depois: fim\n  fim:\n"),
        ],
    );
}

#[test]
fn referencias() {
    retratar(
        "referencias",
        &[
            ("inicio: baixar", "inicio: baxar"),
            ("aprovar: avisar", "aprovar: enviar_sat"),
            ("passos.baixar.valor", "passos.baixr.valor"),
            ("passos.baixar.valor", "passos.fim.valor"),
            ("passos.baixar.valor", "variaveis.fatura"),
            ("passos.baixar.valor", "entradas.valor"),
            ("chave: entrada.id", "chave: instancia.id"),
            ("chave: entrada.id", "chave: '\"fixa\"'"),
            ("inicio: baixar", "entrada: { properties: { id: {}, codgo: {} } }\ninicio: baixar"),
            ("inicio: baixar", "entrada: { $ref: esquemas/fatura.json }\ninicio: baixar"),
        ],
    );
}

#[test]
fn expressoes() {
    retratar(
        "expressoes",
        &[
            ("chave: entrada.id", "chave: entrada.id +"),
            ("chave: entrada.id", "chave: entrada.id = 2"),
            ("titulo: Decidir ${ entrada.id }", "titulo: Decidir ${ entrada.id"),
            ("passos.baixar.valor", "maiuscula(passos.baixar.valor)"),
            ("passos.baixar.valor", "'a' 'b'"),
        ],
    );
}

#[test]
fn todos_os_problemas_de_uma_vez_e_na_ordem_do_arquivo() {
    let texto = BOM
        .replace("chave: entrada.id", "chave: entrada.id +")
        .replace("maximo: 3", "maximo: 0")
        .replace("papeis: [APROVADOR]", "papeis: []")
        .replace("aprovar: avisar", "aprovar: avizar")
        .replace("passos.baixar.valor", "passos.outro.valor")
        .replace("modelo: pronto", "modelo: pronto\n    corpo: x");
    let achados: Vec<_> = analisar("teste.yaml", &texto).diagnosticos.iter().map(|d| (d.linha, d.codigo)).collect();
    let esperados = [
        (4, "expressao_invalida"),
        (11, "fora_da_faixa"),
        (16, "lista_vazia"),
        (19, "passo_desconhecido"),
        (25, "chave_desconhecida"),
        (26, "saida_desconhecida"),
    ];
    assert_eq!(achados, esperados);
}

#[test]
fn o_json_da_api_traz_lugar_trecho_e_sugestao() {
    let texto = BOM.replace("inicio: baixar", "inicio: baxar");
    insta::assert_json_snapshot!(analisar("teste.yaml", &texto).diagnosticos, @r#"
    [
      {
        "codigo": "passo_desconhecido",
        "gravidade": "erro",
        "arquivo": "teste.yaml",
        "linha": 5,
        "coluna": 9,
        "intervalo": {
          "inicio": 74,
          "fim": 79
        },
        "trecho": "inicio: baxar",
        "mensagem": "não existe o passo `baxar`",
        "sugestao": "você quis dizer `baixar`?"
      }
    ]
    "#);
}

#[test]
fn a_cor_so_aparece_quando_pedida() {
    let texto = BOM.replace("inicio: baixar", "inicio: baxar");
    let diagnostico = &analisar("teste.yaml", &texto).diagnosticos[0];
    assert!(diagnostico.mostrar(&texto, true).contains('\u{1b}'));
    assert!(!diagnostico.mostrar(&texto, false).contains('\u{1b}'));
    assert_eq!(
        diagnostico.to_string(),
        "teste.yaml:5:9: erro[passo_desconhecido]: não existe o passo `baxar` (você quis dizer `baixar`?)"
    );
}

#[test]
fn ancoras_se_expandem_mas_nao_explodem() {
    let repetido = BOM
        .replace("repetir: { maximo", "repetir: &padrao { maximo")
        .replace("modelo: pronto", "modelo: pronto\n    repetir: *padrao");
    let fluxo = analisar("teste.yaml", &repetido).fluxo.expect("âncoras valem");
    assert_eq!(fluxo.passos["avisar"].repetir, fluxo.passos["baixar"].repetir);

    let mut bomba = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..12 {
        let citada = format!("*a{}, ", i - 1).repeat(10);
        writeln!(bomba, "a{i}: &a{i} [{citada}]").unwrap();
    }
    assert_eq!(analisar("bomba.yaml", &bomba).diagnosticos[0].codigo, "arquivo_grande");
}
