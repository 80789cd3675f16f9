//! As métricas, para quem opera e para o coletor.

use esteira_base::Segredo;
use esteira_servidor::{OpcoesDoServidor, rotas};
use serde_json::json;

use crate::instancias::Oficina;

#[tokio::test]
async fn contam_o_que_ha_e_o_coletor_entra_pelo_token_dele() {
    let mut oficina = Oficina::nova().await;
    oficina.iniciar(json!({ "numero": "1" })).await;
    oficina.iniciar(json!({ "numero": "2", "valor": 1 })).await;
    let ler = async |oficina: &Oficina, token: Option<&str>| oficina.casa.pedir("GET", "/metricas", token, None).await;
    let medidas = ler(&oficina, Some(&oficina.admin)).await.deu(200);
    assert!(medidas.cabecalho("content-type").starts_with("application/openmetrics-text"));
    for linha in [
        "esteira_instancias_vivas 2",
        "esteira_instancias_em_atencao 1",
        "esteira_tarefas_abertas 1",
        "esteira_fila_prontas{tipo=\"trabalho\"} 0",
        "# UNIT esteira_fila_idade_seconds seconds",
        "esteira_comandos_total 2",
    ] {
        assert!(medidas.texto.lines().any(|outra| outra == linha), "falta {linha}:\n{}", medidas.texto);
    }
    assert!(medidas.texto.ends_with("# EOF\n"));

    ler(&oficina, Some("coletor")).await.e_problema(401, "nao_autenticado");
    for (token, vale) in [("coletor", true), ("", false)] {
        let opcoes = OpcoesDoServidor { token_das_metricas: Some(Segredo::novo(token)), ..OpcoesDoServidor::default() };
        oficina.casa.rotas = rotas(oficina.casa.app.clone(), opcoes);
        assert_eq!(ler(&oficina, Some(token)).await.status == 200, vale, "token {token:?}");
        ler(&oficina, None).await.e_problema(401, "nao_autenticado");
    }
}
