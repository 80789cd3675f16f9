//! Uma pergunta a uma pessoa, com o navegador vivo à espera.

use std::sync::Mutex;
use std::time::Duration;

use esteira_portas::rpa::Rpa;
use serde_json::json;

use crate::apoio::{Anotador, Bancada, Resposta, segredos};

fn quem_responde(resposta: Option<Resposta>) -> Anotador {
    Anotador { resposta: Mutex::new(resposta), ..Anotador::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resposta_chega_ao_plugin_e_a_pagina_continua_a_mesma() {
    let b = Bancada::nova().await;
    let pergunta = json!({ "titulo": "Código por SMS", "texto": "a senha é segredo-9", "opcoes": [] }).to_string();
    let mut pedido = b.roteiro(json!([
        ["abrir", "/p/formulario"],
        ["alvo.preencher", "id=nome", "a meio"],
        ["captura-tela"],
        ["perguntar", pergunta, "20000", "$0"],
        ["encontrar", "id=nome"],
        ["elemento.propriedade", "$0", "value"],
    ]));
    pedido.segredos = segredos(&[("senha", "segredo-9")]);
    let anotador = quem_responde(Some(Resposta::Apos(Duration::from_millis(300), "918273".to_owned())));
    let desfecho = b.hospedeiro.executar(pedido, &anotador).await;
    let respostas = desfecho.resultado.unwrap().resultado["respostas"].clone();
    assert_eq!(json!([respostas[3], respostas[5]]), json!([r#"{"resposta":"918273"}"#, "a meio"]));
    let perguntas = anotador.perguntas.lock().unwrap();
    assert_eq!((perguntas[0].titulo.as_str(), perguntas[0].texto.as_str()), ("Código por SMS", "a senha é ***"));
    assert!(perguntas[0].imagem.as_ref().unwrap().conteudo.starts_with(b"\x89PNG"));
}

#[tokio::test(flavor = "multi_thread")]
async fn quem_nao_responde_ou_desiste_e_erro_e_nunca_espera_eterna() {
    let b = Bancada::nova().await;
    for resposta in [None, Some(Resposta::Desistiu)] {
        let pergunta = json!({ "titulo": "?" }).to_string();
        let desfecho =
            b.hospedeiro.executar(b.roteiro(json!([["perguntar", pergunta, "300"]])), &quem_responde(resposta)).await;
        assert_eq!(desfecho.resultado.unwrap_err().codigo, "pergunta_sem_resposta");
    }
    assert_eq!(b.falhar(json!([["perguntar", "não é json", "300"]])).await.codigo, "argumento_invalido");
}
