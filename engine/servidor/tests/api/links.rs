//! A página do link de decisão, como a vê quem recebeu o aviso.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use esteira_aplicacao::notificacoes;
use esteira_dominio::Perfil;
use esteira_portas::correio::{Carta, Correio, ErroCorreio};
use esteira_servidor::OpcoesDoServidor;
use serde_json::json;

use crate::apoio::{Casa, Resposta};

const FLUXO: &str = r#"
esteira: v1
fluxo: compra
titulo: Compra
chave: entrada.numero
inicio: aprovar
passos:
  aprovar:
    tipo: tarefa
    titulo: "Compra de ${ entrada.fornecedor }"
    papeis: [APROVADOR]
    dados: { fornecedor: "${ entrada.fornecedor }", valor_total: "${ entrada.valor }" }
    avisar: { modelo: tarefa_a_decidir }
    prazo: 2d
    decisoes:
      aprovar: fim
      recusar: { exige: [motivo], vai: fim }
  fim: { tipo: fim }
"#;

/// Guarda o que se manda.
#[derive(Default)]
struct Caixa(Mutex<Vec<Carta>>);

#[async_trait]
impl Correio for Caixa {
    async fn enviar(&self, carta: Carta) -> Result<(), ErroCorreio> {
        self.0.lock().unwrap().push(carta);
        Ok(())
    }
}

/// Uma compra à espera de uma aprovadora, e o caminho do link que ela recebeu.
async fn montar() -> (Casa, String) {
    let mut casa = Casa::nova().await;
    let caixa = Arc::new(Caixa::default());
    casa.app.correio = caixa.clone();
    let casa = casa.servida(OpcoesDoServidor::default());
    let admin = casa.token(Perfil::Administrador).await;
    casa.token(Perfil::Aprovador).await;
    casa.publicar(&admin, FLUXO).await.deu(200);
    let entrada = json!({ "entrada": { "numero": "1", "fornecedor": "<b>Papel & Cia</b>", "valor": 12.5 } });
    casa.pedir("POST", "/api/fluxos/compra/instancias", Some(&admin), Some(entrada)).await.deu(201);
    notificacoes::enviar_pendentes(&casa.app).await.unwrap();
    let cartas = caixa.0.lock().unwrap();
    let [carta] = cartas.as_slice() else { panic!("{cartas:?}") };
    let (_, resto) = carta.texto.split_once("https://esteira.exemplo.com.br").unwrap();
    let caminho = resto.split_whitespace().next().unwrap().to_owned();
    drop(cartas);
    (casa, caminho)
}

async fn abrir(casa: &Casa, caminho: &str) -> Resposta {
    casa.mandar(Request::get(caminho).body(Body::empty()).unwrap()).await
}

async fn enviar(casa: &Casa, caminho: &str, formulario: &'static str) -> Resposta {
    let pedido = Request::post(caminho).header("content-type", "application/x-www-form-urlencoded");
    casa.mandar(pedido.body(Body::from(formulario)).unwrap()).await
}

#[tokio::test]
async fn abrir_mostra_sem_script_nem_nada_de_fora_e_nao_decide() {
    let (casa, caminho) = montar().await;
    for _ in 0..3 {
        let pagina = abrir(&casa, &caminho).await.deu(200);
        assert!(pagina.cabecalho("content-type").starts_with("text/html"));
        assert!(pagina.cabecalho("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(
            (pagina.cabecalho("cache-control"), pagina.cabecalho("referrer-policy")),
            ("no-store", "no-referrer")
        );
        for trecho in ["Compra de &lt;b&gt;Papel &amp; Cia&lt;", "Valor total", "12.5", "Aprovar", "Recusar"] {
            assert!(pagina.texto.contains(trecho), "falta {trecho}: {}", pagina.texto);
        }
        assert!(
            !pagina.texto.contains("<script") && !pagina.texto.contains("http://") && !pagina.texto.contains("<b>")
        );
    }
    let admin = casa.token(Perfil::Administrador).await;
    let abertas = casa.pedir("GET", "/api/aprovacoes?situacao=ABERTA", Some(&admin), None).await.deu(200).json();
    assert_eq!(abertas["itens"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_decisao_pede_o_que_o_fluxo_exige_e_se_toma_uma_vez() {
    let (casa, caminho) = montar().await;
    let sem_motivo = enviar(&casa, &caminho, "decisao=recusar&dados.motivo=+").await.deu(422);
    assert!(
        sem_motivo.texto.contains("Motivo: ") && sem_motivo.texto.contains("role=\"alert\""),
        "{}",
        sem_motivo.texto
    );
    let desconhecida = enviar(&casa, &caminho, "decisao=adiar").await.deu(422);
    assert!(desconhecida.texto.contains("Aprovar"), "a página volta: {}", desconhecida.texto);

    let recusada = enviar(&casa, &caminho, "decisao=recusar&dados.motivo=caro+demais").await.deu(200);
    assert!(recusada.texto.contains("recusar.") && !recusada.texto.contains("<form"), "{}", recusada.texto);
    let de_novo = enviar(&casa, &caminho, "decisao=aprovar").await.deu(409);
    assert!(de_novo.texto.contains("recusar."), "mostra o que se decidiu: {}", de_novo.texto);
}

#[tokio::test]
async fn o_que_nao_e_link_nem_formulario_se_recusa_em_pagina() {
    let (casa, caminho) = montar().await;
    let falso = abrir(&casa, "/decidir/nao-e-um-link").await.deu(409);
    assert!(falso.texto.contains("este link não vale mais") && falso.texto.contains("<!doctype html>"));
    let pedido = Request::post(&caminho).header("content-type", "application/json");
    casa.mandar(pedido.body(Body::from("{\"decisao\":\"aprovar\"}")).unwrap()).await.deu(415);
    casa.mandar(Request::get(format!("{caminho}/fatura")).body(Body::empty()).unwrap())
        .await
        .e_problema(404, "nao_encontrado");
}
