//! O painel: conta o que há, e ao vivo manda o que muda a quem ainda pode ver.

use std::time::Duration;

use axum::http::HeaderValue;
use esteira_dominio::Perfil;
use esteira_servidor::{OpcoesDoServidor, servir};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::CancellationToken;

use crate::apoio::{Casa, SENHA, cliente, operadora};

type Ligado = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// Uma operadora sem RPA, com clientes, e o mês de outubro criado.
async fn com_mes(casa: &Casa, clientes: &[&str]) {
    let admin = casa.token(Perfil::Administrador).await;
    let vivo = casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("VIVO"))).await.deu(201).json();
    for servico in clientes {
        casa.pedir("POST", "/api/clientes", Some(&admin), Some(cliente(&vivo, servico))).await.deu(201);
    }
    casa.publicar_faturas(&admin).await;
    let pedido = json!({ "mes_ano": "2026-10" });
    casa.pedir("POST", "/api/processos/mensal", Some(&admin), Some(pedido)).await.deu(200);
}

#[tokio::test]
async fn as_contagens_somam_e_sao_do_mes_pedido() {
    let casa = Casa::nova().await;
    com_mes(&casa, &["Fixo", "Internet"]).await;
    let operador = casa.token(Perfil::Operador).await;
    let painel = casa.pedir("GET", "/api/dashboard?mes_ano=10/2026", Some(&operador), None).await.deu(200).json();
    assert_eq!(painel["processos"]["total"], 2, "{painel:#}");
    let por_status = painel["processos"]["por_status"].as_object().unwrap();
    assert_eq!(por_status.values().filter_map(Value::as_i64).sum::<i64>(), 2);
    assert_eq!(por_status["AGUARDANDO_DOWNLOAD"], 2);
    assert_eq!(painel["operadoras"][0]["codigo"], "VIVO");
    assert_eq!(painel["operadoras"][0]["processos"]["total"], 2);
    let meses = painel["meses"].as_array().unwrap();
    assert_eq!(
        (meses.len(), &meses[11]["mes_ano"], &meses[11]["processos"]["total"]),
        (12, &json!("2026-10"), &json!(2))
    );
    assert_eq!(painel["pendencias"]["clientes_ativos"], 2);

    let sem_mes = casa.pedir("GET", "/api/dashboard", Some(&operador), None).await.deu(200).json();
    assert_eq!((&sem_mes["mes_ano"], &sem_mes["processos"]["total"]), (&json!("2026-11"), &json!(0)));
    casa.pedir("GET", "/api/dashboard?dias=0", Some(&operador), None).await.e_problema(422, "campos_invalidos");
    casa.pedir("GET", "/api/dashboard", None, None).await.e_problema(401, "nao_autenticado");
}

/// Um servidor de verdade no ar.
async fn no_ar(casa: &Casa) -> (std::net::SocketAddr, CancellationToken) {
    let escuta = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endereco = escuta.local_addr().unwrap();
    let cancelamento = CancellationToken::new();
    let opcoes = OpcoesDoServidor { cancelamento: cancelamento.clone(), ..OpcoesDoServidor::default() };
    tokio::spawn(servir(escuta, casa.app.clone(), opcoes));
    (endereco, cancelamento)
}

async fn ligar(endereco: std::net::SocketAddr, consulta: &str, token: &str) -> Result<Ligado, Error> {
    let mut pedido = format!("ws://{endereco}/api/dashboard/ao-vivo?{consulta}").into_client_request().unwrap();
    let protocolos = HeaderValue::from_str(&format!("esteira.painel, token.{token}")).unwrap();
    pedido.headers_mut().insert("sec-websocket-protocol", protocolos);
    connect_async(pedido).await.map(|(ligado, _)| ligado)
}

/// A próxima mensagem que não é sinal de vida.
async fn proxima(ligado: &mut Ligado) -> Message {
    let espera = async {
        loop {
            match ligado.next().await.expect("fechou sem dizer por quê").unwrap() {
                Message::Ping(_) | Message::Pong(_) => {}
                outra => return outra,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), espera).await.expect("nada chegou")
}

fn painel(mensagem: &Message) -> Value {
    serde_json::from_str(mensagem.to_text().unwrap()).unwrap()
}

fn fechamento(mensagem: &Message) -> u16 {
    match mensagem {
        Message::Close(Some(fim)) => fim.code.into(),
        outra => panic!("não fechou: {outra:?}"),
    }
}

#[tokio::test]
async fn ao_vivo_manda_o_que_muda_e_quem_volta_nao_recebe_o_que_ja_tem() {
    let casa = Casa::nova().await;
    com_mes(&casa, &["Fixo"]).await;
    let operador = casa.token(Perfil::Operador).await;
    let (endereco, _no_ar) = no_ar(&casa).await;
    let mut ligado = ligar(endereco, "mes_ano=2026-10", &operador).await.unwrap();
    let primeiro = painel(&proxima(&mut ligado).await);
    assert_eq!(primeiro["painel"]["processos"]["por_status"]["AGUARDANDO_DOWNLOAD"], 1);

    let admin = casa.token(Perfil::Administrador).await;
    let processos = casa.pedir("GET", "/api/processos", Some(&admin), None).await.deu(200).json();
    let caminho = format!("/api/processos/{}/cancelar", processos["itens"][0]["id"].as_str().unwrap());
    casa.pedir("POST", &caminho, Some(&admin), Some(json!({ "motivo": "saiu" }))).await.deu(200);
    let segundo = painel(&proxima(&mut ligado).await);
    assert_eq!(segundo["painel"]["processos"]["por_status"]["CANCELADO"], 1);
    drop(ligado);

    // Volta com a versão que já tem: nada chega, até que algo mude.
    let versao = segundo["versao"].as_str().unwrap();
    let mut de_volta = ligar(endereco, &format!("mes_ano=2026-10&versao={versao}"), &operador).await.unwrap();
    let calada = tokio::time::timeout(Duration::from_secs(3), proxima(&mut de_volta)).await;
    assert!(calada.is_err(), "{calada:?}");
    let atrasada = format!("mes_ano=2026-10&versao={}", primeiro["versao"].as_str().unwrap());
    let mut atrasada = ligar(endereco, &atrasada, &operador).await.unwrap();
    assert_eq!(painel(&proxima(&mut atrasada).await)["versao"], segundo["versao"]);
}

#[tokio::test]
async fn ao_vivo_acaba_com_o_acesso_e_com_o_servidor() {
    let casa = Casa::nova().await;
    com_mes(&casa, &["Fixo"]).await;
    let (operador, admin) = (casa.token(Perfil::Operador).await, casa.token(Perfil::Administrador).await);
    let (endereco, cancelamento) = no_ar(&casa).await;
    let mut dele = ligar(endereco, "", &operador).await.unwrap();
    let mut dela = ligar(endereco, "", &admin).await.unwrap();
    proxima(&mut dele).await;
    proxima(&mut dela).await;

    // O token vence; quem continua a ver entra com outro.
    casa.relogio.avancar(Duration::from_secs(16 * 60));
    assert_eq!(fechamento(&proxima(&mut dele).await), 4401);
    let admin = casa.token(Perfil::Administrador).await;
    let mut dela = ligar(endereco, "", &admin).await.unwrap();
    proxima(&mut dela).await;
    cancelamento.cancel();
    assert_eq!(fechamento(&proxima(&mut dela).await), 1001);
}

#[tokio::test]
async fn ao_vivo_acaba_quando_a_pessoa_se_desativa_ou_sai() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    casa.token(Perfil::Operador).await;
    let (endereco, _no_ar) = no_ar(&casa).await;
    let entrar = || async { casa.entrar("operador@exemplo.com.br", SENHA).await.deu(200).json() };
    for sai in [true, false] {
        let entrada = entrar().await;
        let acesso = entrada["token_de_acesso"].as_str().unwrap();
        let mut ligado = ligar(endereco, "", acesso).await.unwrap();
        proxima(&mut ligado).await;
        if sai {
            let corpo = json!({ "token_de_renovacao": entrada["token_de_renovacao"] });
            casa.pedir("POST", "/api/autenticacao/sair", Some(acesso), Some(corpo)).await.deu(204);
        } else {
            let caminho = format!("/api/usuarios/{}", entrada["usuario"]["id"].as_str().unwrap());
            casa.pedir("PATCH", &caminho, Some(&admin), Some(json!({ "status_ativo": false }))).await.deu(200);
        }
        assert_eq!(fechamento(&proxima(&mut ligado).await), 4401);
    }
}

#[tokio::test]
async fn ao_vivo_recusa_em_http_quem_nao_pode_ou_nao_e_websocket() {
    let casa = Casa::nova().await;
    let (endereco, _no_ar) = no_ar(&casa).await;
    match ligar(endereco, "", "de mentira").await {
        Err(Error::Http(resposta)) => assert_eq!(resposta.status(), 401),
        outro => panic!("{outro:?}"),
    }
    let admin = casa.token(Perfil::Administrador).await;
    casa.pedir("GET", "/api/dashboard/ao-vivo", Some(&admin), None).await.e_problema(426, "e_websocket");
}
