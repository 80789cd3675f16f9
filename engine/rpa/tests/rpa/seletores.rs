//! Seletores são configuração: têm alternativas, trocam-se sem recompilar, e usar a segunda é um desvio que se conta.

use std::collections::BTreeMap;

use esteira_portas::rpa::{DesvioRpa, Nivel, Rpa, SeletorRpa};
use serde_json::json;

use crate::apoio::{Anotador, Bancada, evidencia};

fn seletor(por: &str, valor: &str) -> SeletorRpa {
    SeletorRpa { por: por.to_owned(), valor: valor.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_alternativa_serve_e_o_desvio_se_conta_uma_vez_em_todo_lugar() {
    let b = Bancada::nova().await;
    let pedido = b.roteiro(json!([
        ["abrir", "/p/formulario"],
        ["alvo.texto", "seletor=titulo"],
        ["alvo.texto", "seletor=titulo"],
        ["alvo.texto", r#"seletor={"nome":"item","com":{"texto":"dois"}}"#],
    ]));
    let anotador = Anotador::default();
    let desfecho = b.hospedeiro.executar(pedido, &anotador).await;
    let respostas = &desfecho.resultado.as_ref().unwrap().resultado["respostas"];
    assert_eq!(json!([respostas[1], respostas[3]]), json!(["Olá, mundo", "dois"]));
    let desvio = DesvioRpa { nome: "titulo".to_owned(), alternativa: 2, usado: "css=h1".to_owned() };
    assert_eq!(desfecho.desvios, [desvio]);
    let linhas = anotador.linhas.lock().unwrap();
    let avisos: Vec<_> = linhas.iter().filter(|linha| linha.nivel == Nivel::Aviso).collect();
    assert!(avisos.len() == 1 && avisos[0].mensagem.contains("titulo"), "{avisos:?}");
    assert!(evidencia(&desfecho, "relatorio.html").contains("Seletores que desviaram"));
}

/// Numa página que ainda se monta, a primeira alternativa tem a sua vez antes de outra servir.
#[tokio::test(flavor = "multi_thread")]
async fn a_primeira_alternativa_tem_carencia() {
    let b = Bancada::nova().await;
    let desfecho = b.executar(b.roteiro(json!([["abrir", "/p/lenta"], ["alvo.texto", "seletor=titulo"]]))).await;
    assert_eq!(desfecho.resultado.unwrap().resultado["respostas"][1], "Definitivo");
    assert_eq!(desfecho.desvios, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn o_cadastro_troca_o_seletor_sem_recompilar_e_erra_com_clareza() {
    let b = Bancada::nova().await;
    let mut pedido = b.roteiro(json!([["abrir", "/p/formulario"], ["alvo.texto", "seletor=titulo"]]));
    pedido.seletores = BTreeMap::from([("titulo".to_owned(), vec![seletor("classe", "titulo")])]);
    let desfecho = b.executar(pedido).await;
    assert_eq!(desfecho.resultado.unwrap().resultado["respostas"][1], "Olá, mundo");
    assert_eq!(desfecho.desvios, []);

    for (nome, troca, diz) in
        [("email", seletor("id", "x"), "tem: item, titulo"), ("titulo", seletor("css", "[x={y}]"), "{y}")]
    {
        let mut pedido = b.roteiro(json!([["abrir", "/p/formulario"]]));
        pedido.seletores = BTreeMap::from([(nome.to_owned(), vec![troca])]);
        let erro = b.executar(pedido).await.resultado.unwrap_err();
        assert!(erro.codigo == "seletor_invalido" && erro.mensagem.contains(diz), "{erro:?}");
    }
}
