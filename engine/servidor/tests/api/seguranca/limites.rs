//! Pedidos demais se recusam dizendo quando repetir, e quem pede demais não atrapalha os outros.

use esteira_dominio::Perfil;
use esteira_servidor::{LimitesDePedidos, OpcoesDoServidor};
use serde_json::{Value, json};

use crate::apoio::{Casa, Resposta};
use crate::documentacao::operacoes;

const SEM_LIMITES: LimitesDePedidos = LimitesDePedidos { por_credencial: 0, por_endereco: 0, entradas: 0, webhooks: 0 };

async fn limitada(limites: LimitesDePedidos) -> Casa {
    Casa::nova().await.servida(OpcoesDoServidor { proxies: 1, limites, ..OpcoesDoServidor::default() })
}

async fn de(casa: &Casa, ip: &str, metodo: &str, caminho: &str, corpo: Option<Value>) -> Resposta {
    casa.pedir_com(metodo, caminho, None, corpo, &[("x-forwarded-for", ip)]).await
}

#[tokio::test]
async fn cada_pessoa_e_cada_token_de_integracao_tem_o_seu_limite() {
    let casa = limitada(LimitesDePedidos { por_credencial: 3, ..SEM_LIMITES }).await;
    let (admin, operador) = (casa.token(Perfil::Administrador).await, casa.token(Perfil::Operador).await);
    let pedido = json!({ "nome": "ERP", "escopos": ["VER_TUDO"], "dias": 30 });
    let criado = casa.pedir("POST", "/api/tokens", Some(&admin), Some(pedido)).await.deu(201);
    assert_eq!((criado.cabecalho("ratelimit-limit"), criado.cabecalho("ratelimit-remaining")), ("3", "2"));
    // Entrar de novo não dá outro limite: é a mesma pessoa.
    let outra_sessao = casa.token(Perfil::Administrador).await;
    for token in [&admin, &outra_sessao] {
        casa.pedir("GET", "/api/operadoras", Some(token), None).await.deu(200);
    }
    let demais = casa.pedir("GET", "/api/operadoras", Some(&admin), None).await;
    demais.e_problema(429, "pedidos_demais");
    assert_eq!((demais.cabecalho("retry-after"), demais.cabecalho("ratelimit-remaining")), ("20", "0"));
    let criado = criado.json();
    for outro in [&operador, criado["segredo"].as_str().unwrap()] {
        casa.pedir("GET", "/api/operadoras", Some(outro), None).await.deu(200);
    }
    // Sem limite por endereço, quem não tem credencial não conta.
    casa.pedir("GET", "/api/operadoras", Some("lixo"), None).await.e_problema(401, "nao_autenticado");
}

#[tokio::test]
async fn o_endereco_e_o_que_o_nosso_proxy_viu_e_nao_o_que_o_cliente_escreve() {
    let casa = limitada(LimitesDePedidos { por_endereco: 2, ..SEM_LIMITES }).await;
    for mentira in ["198.51.100.1", "198.51.100.2"] {
        de(&casa, &format!("{mentira}, 203.0.113.7"), "GET", "/api/operadoras", None).await.deu(401);
    }
    let demais = de(&casa, "198.51.100.3, 203.0.113.7", "GET", "/api/operadoras", None).await;
    demais.e_problema(429, "pedidos_demais");
    de(&casa, "203.0.113.8", "GET", "/api/operadoras", None).await.deu(401);
    for rota_que_nao_ha in ["/api/nada", "/api/documentacao/"] {
        let demais = de(&casa, "203.0.113.7", "GET", rota_que_nao_ha, None).await;
        assert_eq!(demais.status, 429, "{rota_que_nao_ha}");
    }
    de(&casa, "203.0.113.7", "GET", "/api/saude/vivo", None).await.deu(200);
}

#[tokio::test]
async fn entrar_e_bater_num_webhook_tem_limites_proprios() {
    let casa = limitada(LimitesDePedidos { entradas: 2, webhooks: 1, ..SEM_LIMITES }).await;
    let entrada = "/api/autenticacao/entrar";
    for caminho in [entrada, "/api/autenticacao/renovar"] {
        de(&casa, "203.0.113.7", "POST", caminho, Some(json!({}))).await.deu(422);
    }
    de(&casa, "203.0.113.7", "POST", entrada, Some(json!({}))).await.e_problema(429, "pedidos_demais");
    de(&casa, "203.0.113.9", "POST", entrada, Some(json!({}))).await.deu(422);
    de(&casa, "203.0.113.7", "POST", "/webhooks/a", Some(json!({}))).await.deu(404);
    // Trocar o fim do endereço não dá outro limite a quem procura.
    de(&casa, "203.0.113.7", "POST", "/webhooks/b", Some(json!({}))).await.e_problema(429, "pedidos_demais");
}

#[test]
fn toda_rota_limitada_diz_que_pode_recusar_quem_pede_demais() {
    let descricao = serde_json::to_value(esteira_servidor::openapi()).unwrap();
    for (metodo, caminho, operacao) in operacoes(&descricao) {
        if caminho == "/api/saude/vivo" {
            continue;
        }
        assert!(operacao["responses"]["429"]["headers"]["Retry-After"].is_object(), "{metodo} {caminho}");
    }
}
