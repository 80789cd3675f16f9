//! Os exemplos de Python e de JavaScript contra o portal da Oi: o robô Selenium com o pacote de verdade, o leve, e o QuickJS.
//!
//! Precisa de `python3` com venv, de `node` com npm, e de alcançar o PyPI e o npm na primeira vez.

use esteira_portais::{FalhaOi, PortalOi};
use serde_json::json;

use crate::bancada::percorrer_com;
use crate::caso::{Caso, Esperado, caso, erro};

fn fatura(nome: &'static str) -> Caso<FalhaOi> {
    let saida = json!({ "data_vencimento": "2026-11-10", "numero": "1140001234202610", "avisos": [] });
    caso(nome, Esperado::Fatura { saida, paginas: 1, trechos: &["1140001234", "R$ 1.234,56", "10/2026"] })
}

fn tabela() -> Vec<Caso<FalhaOi>> {
    use FalhaOi::*;
    vec![
        fatura("tudo certo"),
        fatura("linhas lentas").com(LinhasLentas { ms: 3_000 }),
        erro("credencial_invalida", "senha errada").senha_errada(),
        erro("fatura_indisponivel", "linha que o mês não tem").parametro("servico", "(11) 3999-0000"),
        erro("arquivo_invalido", "HTML no lugar do PDF").com(HtmlNoLugarDoPdf),
        erro("tempo_esgotado", "portal que não responde").com(PortalLento { ms: 600_000 }).prazo_s(15),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn o_robo_selenium_da_o_resultado_certo_ou_o_erro_certo() {
    percorrer_com::<PortalOi>("sdk/python/exemplos/oi-selenium", tabela()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o_selenium_leve_da_o_resultado_certo_ou_o_erro_certo() {
    percorrer_com::<PortalOi>("sdk/python/exemplos/oi-leve", tabela()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o_de_javascript_da_o_resultado_certo_ou_o_erro_certo() {
    percorrer_com::<PortalOi>("sdk/javascript/exemplos/oi-js", tabela()).await;
}
