//! O contrato não quebra: o plugin compilado quando o WIT v1 se fechou carrega e corre em todo hospedeiro.
//!
//! `museu/v1.wasm` é o convidado daquele dia, que chama as funções do contrato. Não se recompila: se deixar de carregar, quem mudou de forma foi o
//! WIT, e há plugins publicados que deixariam também. Uma versão nova do contrato põe outra peça ao lado.

use std::fs;

use esteira_portas::rpa::Rpa;
use serde_json::json;

use crate::apoio::{Bancada, respostas};

const V1: &[u8] = include_bytes!("museu/v1.wasm");

#[tokio::test(flavor = "multi_thread")]
async fn o_plugin_de_quando_o_v1_se_fechou_ainda_corre() {
    let b = Bancada::nova().await;
    let pasta = b.pasta.path().join("plugins");
    fs::remove_file(pasta.join("convidado.wasm")).unwrap();
    fs::write(pasta.join("v1.wasm"), V1).unwrap();
    assert_eq!(b.hospedeiro.recarregar().await.unwrap(), []);
    let instalado = b.hospedeiro.plugins().into_iter().next().unwrap();
    assert_eq!((instalado.nome.as_str(), instalado.tamanho), ("convidado", V1.len() as u64));
    let pedido = b.roteiro(json!([
        ["abrir", "/p/formulario"],
        ["etapa", "ler"],
        ["alvo.texto", "seletor=titulo"],
        ["encontrar", "id=nome"],
        ["elemento.propriedade", "$0", "value"],
        ["criar", "a.txt", "conteúdo"],
        ["guardar", "$0", "anexo"],
        ["prazo-restante"],
    ]));
    let r = respostas(b.executar(pedido).await);
    assert_eq!((&r[0], &r[2]), (&json!("Olá, mundo"), &json!("antigo")));
}
