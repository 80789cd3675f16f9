//! O portal da Embratel por HTTP.

use esteira_portais::{ClienteEmbratel, DadosEmbratel, FalhaEmbratel, PortalEmbratel, TemposEmbratel};
use reqwest::Client;

use crate::apoio::{cliente, texto};

async fn logado() -> (PortalEmbratel, Client) {
    let padaria = ClienteEmbratel::novo("padaria", "s3nha")
        .com_fatura("7001234", "2026-09", 1_000, "2026-10-10")
        .com_fatura("7001234", "2026-10", 123_456, "2026-11-10");
    let mut dados = DadosEmbratel::novos().cliente(padaria);
    dados.tempos = TemposEmbratel { lista_ms: 0 };
    let (portal, http) = (PortalEmbratel::subir(dados).await.unwrap(), cliente());
    let credencial = [("login", "padaria"), ("senha", "s3nha")];
    let inicio = http.post(portal.url()).form(&credencial).send().await.unwrap();
    assert_eq!(inicio.url().path(), "/inicio");
    (portal, http)
}

#[tokio::test]
async fn paginas_tem_os_atributos_exatos_do_legado() {
    let (portal, http) = logado().await;
    let esperados = [
        ("", vec![r#"<input id="login""#, r#"<input id="MainContent_password""#, r#"<input type="submit""#]),
        ("/inicio", vec!["<b>Fatura On Line</b></a>"]),
        (
            "/lista",
            vec![r#"<option value="202610" selected>"#, r#"id="submit""#, "txtCinzaHand", "<td>&nbsp;7001234 </td>"],
        ),
        (
            "/menu?fatura=7001234-202610-1",
            vec![
                r#"<tr onclick="return chamaFatura('imprimirFatura')">"#,
                r#"<tr onclick="return chamaFatura('imprimirBoleto')">"#,
                r#"<tr onclick="return chamaFatura('notaFiscal')">"#,
            ],
        ),
        (
            "/imprimirFatura?fatura=7001234-202610-1",
            vec!["/EbppCorporativo/imagens/RH-logo-verde-amarelo-transparente.gif", "R$ 1.234,56"],
        ),
        ("/imprimirBoleto?fatura=7001234-202610-1", vec![">Data de Vencimento</div>", "> 10/11/26 </div>"]),
        ("/notaFiscal?fatura=7001234-202610-1", vec![r#"<td align="left">DATA DE EMISSÃO</td>"#, "- ICMS", "- ISS"]),
    ];
    for (caminho, trechos) in esperados {
        let pagina = texto(&http, &format!("{}{caminho}", portal.url())).await;
        for trecho in trechos {
            assert!(pagina.contains(trecho), "falta {trecho} em {caminho}:\n{pagina}");
        }
    }
}

#[tokio::test]
async fn sem_sessao_ou_com_a_que_caiu_todo_documento_e_a_pagina_de_entrada() {
    let (portal, http) = logado().await;
    let documento = format!("{}/imprimirFatura?fatura=7001234-202610-1", portal.url());
    assert!(texto(&cliente(), &documento).await.contains("MainContent_password"));
    portal.falha("padaria", FalhaEmbratel::SessaoExpira, 1);
    for _ in 0..2 {
        assert!(texto(&http, &documento).await.contains("MainContent_password"));
    }
}

#[tokio::test]
async fn mes_ignorado_responde_com_o_mais_novo_e_o_diz_na_escolha() {
    let (portal, http) = logado().await;
    let setembro = format!("{}/lista/faturas?mes=202609", portal.url());
    assert!(texto(&http, &setembro).await.contains("10/10/26"));
    portal.falha("*", FalhaEmbratel::MesIgnorado, 1);
    let ignorado = texto(&http, &setembro).await;
    assert!(ignorado.contains("10/11/26") && ignorado.contains(r#"<option value="202610" selected>"#), "{ignorado}");
}
