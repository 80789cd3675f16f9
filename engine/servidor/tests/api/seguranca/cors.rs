//! De outra origem, só chama a API quem a configuração diz.

use axum::body::Body;
use axum::http::Request;
use esteira_servidor::{LimitesDePedidos, OpcoesDoServidor, Origens};

use crate::apoio::{Casa, Resposta};

const PAINEL: &str = "https://painel.exemplo.com.br";
const PERMITIDA: &str = "access-control-allow-origin";

async fn consultar(casa: &Casa, origem: &str) -> Resposta {
    let pedido = Request::options("/api/operadoras")
        .header("origin", origem)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,idempotency-key");
    casa.mandar(pedido.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn sem_configuracao_nenhuma_origem_passa() {
    let casa = Casa::nova().await;
    let consulta = consultar(&casa, PAINEL).await;
    consulta.e_problema(405, "metodo_nao_aceito");
    let lida = casa.pedir_com("GET", "/api/saude/vivo", None, None, &[("origin", PAINEL)]).await.deu(200);
    for resposta in [consulta, lida] {
        assert!(!resposta.cabecalhos.keys().any(|nome| nome.as_str().starts_with("access-control-")));
    }
}

#[tokio::test]
async fn so_a_origem_exata_passa_sem_credenciais_do_navegador_e_le_ate_as_recusas() {
    let limites = LimitesDePedidos { por_endereco: 2, ..LimitesDePedidos::default() };
    let opcoes =
        OpcoesDoServidor { origens: Origens::ler([PAINEL]).unwrap(), limites, proxies: 1, ..Default::default() };
    let casa = Casa::nova().await.servida(opcoes);
    let consulta = consultar(&casa, PAINEL).await.deu(200);
    assert_eq!(consulta.cabecalho(PERMITIDA), PAINEL);
    assert!(consulta.cabecalho("access-control-allow-headers").contains("idempotency-key"));
    assert_eq!(consulta.cabecalho("access-control-allow-credentials"), "");
    for outra in ["https://painel.exemplo.com.br.ataque.com", "http://painel.exemplo.com.br", "null"] {
        assert_eq!(consultar(&casa, outra).await.cabecalho(PERMITIDA), "", "{outra}");
    }
    for status in [401, 401, 429] {
        let cabecalhos = [("origin", PAINEL), ("x-forwarded-for", "203.0.113.7")];
        let resposta = casa.pedir_com("GET", "/api/operadoras", None, None, &cabecalhos).await.deu(status);
        assert_eq!(resposta.cabecalho(PERMITIDA), PAINEL);
        assert!(resposta.cabecalho("access-control-expose-headers").contains("retry-after"));
    }
}
