//! O portal da Vivo por HTTP.

use esteira_portais::{ClienteVivo, DadosVivo, EmpresaVivo, FalhaVivo, PortalVivo, ServicoVivo, TemposVivo};
use reqwest::{Client, StatusCode};
use serde_json::Value;

use crate::apoio::{cliente, texto};

const CREDENCIAL: [(&str, &str); 3] = [("login", "padaria"), ("cpf", "99900000005"), ("senha", "s3nha")];

async fn subir() -> (PortalVivo, Client) {
    let empresa = EmpresaVivo::nova("Padaria Estrela Ltda", "99000001000101").com_fatura(
        ServicoVivo::Internet,
        "4001234",
        "2026-10",
        123_456,
        "2026-11-10",
    );
    let padaria = ClienteVivo::novo("padaria", "s3nha").com_celular("11900000001").com_empresa(empresa);
    let mut dados = DadosVivo::novos().cliente(padaria);
    dados.tempos = TemposVivo { etapa_ms: 0, empresas_ms: 0, faturas_ms: 0 };
    (PortalVivo::subir(dados).await.unwrap(), cliente())
}

async fn mandar(http: &Client, url: String, campos: &[(&str, &str)]) -> (StatusCode, Value) {
    let resposta = http.post(url).form(campos).send().await.unwrap();
    (resposta.status(), resposta.json().await.unwrap_or_default())
}

/// Passa da senha; devolve o nome da entrada que espera o código.
async fn passar_da_senha(portal: &PortalVivo, http: &Client) -> String {
    let (_, corpo) = mandar(http, format!("{}/acesso", portal.url()), &CREDENCIAL).await;
    assert_eq!(corpo["celular"], "(11) 9****-0001");
    corpo["entrada"].as_str().unwrap().to_owned()
}

fn ultimo_codigo(portal: &PortalVivo) -> String {
    portal.sms().pop().unwrap().codigo
}

#[tokio::test]
async fn paginas_tem_os_atributos_exatos_do_legado() {
    let (portal, http) = subir().await;
    let url = portal.url();
    let entrada = passar_da_senha(&portal, &http).await;
    let codigo = ultimo_codigo(&portal);
    let campos = [("entrada", entrada.as_str()), ("codigo", &codigo)];
    assert_eq!(mandar(&http, format!("{url}/acesso/codigo"), &campos).await.0, StatusCode::OK);
    let esperados = [
        (
            "/login",
            vec![
                r#"<input id="login-input""#,
                r#"<input id="input-document-id""#,
                r#"<input name="password" type="password" disabled"#,
                "data-test-access-button",
            ],
        ),
        (
            "/inicio",
            vec![
                "<div data-e2e-header-customer-box",
                "<p data-e2e-header-customer-name>Padaria Estrela Ltda</p>",
                "<input data-customer-search-input",
                "<div data-customer-select-slider-list>",
                r#"<li id="service-select-desktop">"#,
                "'ADVANCED_FIXA'",
            ],
        ),
        ("/faturas?cnpj=99.000.001/0001-01&servico=internet", vec!["R$ 1.234,56", "data-invoice-download"]),
        ("/empresas?prefixo=990", vec!["99.000.001/0001-01"]),
    ];
    for (caminho, trechos) in esperados {
        let pagina = texto(&http, &format!("{url}{caminho}")).await;
        for trecho in trechos {
            assert!(pagina.contains(trecho), "falta {trecho} em {caminho}:\n{pagina}");
        }
    }
}

#[tokio::test]
async fn senha_certa_sem_o_codigo_nao_abre_sessao() {
    let (portal, http) = subir().await;
    let entrada = passar_da_senha(&portal, &http).await;
    let conferir = format!("{}/acesso/codigo", portal.url());
    for codigo in ["", "0000000"] {
        let (estado, corpo) = mandar(&http, conferir.clone(), &[("entrada", &entrada), ("codigo", codigo)]).await;
        assert_eq!(estado, StatusCode::UNAUTHORIZED);
        assert!(corpo["mensagem"].as_str().unwrap().contains("inválido"), "{corpo}");
    }
    assert!(texto(&http, &format!("{}/inicio", portal.url())).await.contains("login-input"));
}

#[tokio::test]
async fn codigo_que_chega_vencido_se_recusa_e_o_reenviado_vale() {
    let (portal, http) = subir().await;
    let url = portal.url();
    portal.falha("padaria", FalhaVivo::CodigoExpira, 1);
    let entrada = passar_da_senha(&portal, &http).await;
    let vencido = ultimo_codigo(&portal);
    let conferir = format!("{url}/acesso/codigo");
    let (estado, corpo) = mandar(&http, conferir.clone(), &[("entrada", &entrada), ("codigo", &vencido)]).await;
    assert_eq!((estado, corpo["mensagem"].as_str()), (StatusCode::GONE, Some("Código expirado. Peça outro.")));

    assert_eq!(
        mandar(&http, format!("{url}/acesso/reenvio"), &[("entrada", &entrada)]).await.0,
        StatusCode::NO_CONTENT
    );
    let outro = ultimo_codigo(&portal);
    assert_eq!(mandar(&http, conferir, &[("entrada", &entrada), ("codigo", &outro)]).await.0, StatusCode::OK);
    assert_eq!(portal.sms().len(), 2);
    assert!(texto(&http, &format!("{url}/_sms")).await.contains(&outro));
}
