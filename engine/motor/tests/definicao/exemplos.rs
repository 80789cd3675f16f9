//! Os fluxos que vão com o produto.

use esteira_motor::definicao::{PluginConhecido, analisar, conferir_plugins, ler};
use esteira_motor::fluxo::TipoPasso;

use crate::{faturas, workflows};

#[test]
fn todo_arquivo_de_workflows_se_le_sem_nenhum_diagnostico() {
    let mut lidos = 0;
    for pasta in [workflows(), workflows().join("exemplos")] {
        for arquivo in std::fs::read_dir(pasta).unwrap().map(|entrada| entrada.unwrap().path()) {
            if arquivo.extension().is_none_or(|extensao| extensao != "yaml") {
                continue;
            }
            let texto = std::fs::read_to_string(&arquivo).unwrap();
            let analise = analisar(&arquivo.display().to_string(), &texto);
            let problemas: Vec<_> =
                analise.diagnosticos.iter().map(|problema| problema.mostrar(&texto, false)).collect();
            assert!(analise.fluxo.is_some() && problemas.is_empty(), "{}", problemas.join("\n"));
            lidos += 1;
        }
    }
    assert!(lidos >= 3, "só {lidos} fluxos");
}

#[test]
fn a_fatura_so_chega_ao_sat_depois_de_aprovada() {
    let fluxo = ler("faturas.yaml", &faturas()).unwrap();
    let quem_manda_ao_sat: Vec<_> = fluxo
        .passos
        .values()
        .filter(|passo| esteira_motor::grafo::saidas(passo).iter().any(|saida| saida.para == "enviar_sat"))
        .map(|passo| passo.nome.as_str())
        .collect();
    assert_eq!(quem_manda_ao_sat, ["aprovar", "conferir_a_mao"]);
    let TipoPasso::Tarefa(aprovar) = &fluxo.passo("aprovar").unwrap().tipo else { panic!("aprovar é tarefa") };
    assert!(aprovar.quatro_olhos);
    assert_eq!(aprovar.decisoes["rejeitar"].exige, ["motivo"]);
}

#[test]
fn comentario_recuo_aspas_e_ordem_das_chaves_nao_mudam_a_versao() {
    let base = "esteira: v1\nfluxo: a\ntitulo: A\nchave: entrada.id\ninicio: x\npassos:\n  x: { tipo: atribuir, valores: { p: 1, q: 2 }, depois: f }\n  f: { tipo: fim }\n";
    let resumo = |texto: &str| ler("a.yaml", texto).unwrap().resumo;
    let reescrito = "# outro jeito\ntitulo: 'A'\nesteira: \"v1\"\nfluxo: a\ninicio: x\nchave: entrada.id\npassos:\n    f:\n        tipo: fim\n    x:\n        depois: f\n        tipo: atribuir\n        valores: { p: 1, q: 2 }\n";
    assert_eq!(resumo(base), resumo(reescrito));
    assert_ne!(resumo(base), resumo(&base.replace("q: 2", "q: 3")), "o conteúdo conta");
    assert_ne!(
        resumo(base),
        resumo(&base.replace("p: 1, q: 2", "q: 2, p: 1")),
        "a ordem das atribuições conta: cada uma vê as anteriores"
    );
}

#[test]
fn plugin_ou_operacao_que_nao_existe_se_acusa_no_lugar() {
    let texto = faturas();
    let fluxo = ler("faturas.yaml", &texto).unwrap();
    let plugin = |nome: &str, operacoes: &[&str]| PluginConhecido {
        nome: nome.to_owned(),
        operacoes: operacoes.iter().map(|operacao| (*operacao).to_owned()).collect(),
    };
    let bons = [plugin("oi", &["baixar-fatura"]), plugin("sat", &["enviar-fatura", "conferir-envio"])];
    assert_eq!(conferir_plugins(&fluxo, "faturas.yaml", &texto, &bons), []);

    let ruins = [plugin("oi", &["baixar-faturas"]), plugin("sat2", &[])];
    let problemas: Vec<_> = conferir_plugins(&fluxo, "faturas.yaml", &texto, &ruins)
        .iter()
        .map(|problema| (problema.codigo, problema.trecho.trim().to_owned()))
        .collect();
    let esperados = [("operacao_desconhecida", "operacao: baixar-fatura"), ("plugin_desconhecido", "plugin: sat")];
    assert_eq!(problemas, esperados.map(|(codigo, trecho)| (codigo, trecho.to_owned())));
}
