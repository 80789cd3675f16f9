//! O caminho do legado no portal da operadora, com os localizadores dele, num Chromium.

use esteira_portais::{ContaOi, DadosOi, FalhaOi, PortalOi};
use fantoccini::Locator;

use crate::apoio::{PRAZO, cliente};
use crate::navegador::Navegador;

const TABELA: &str = "//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']";
const CONSULTA: &str = "cnpj=99000001000101&limit=10&offset=0&paymentStatus=em_aberto&paymentStatus=sem_status\
    &refDateStart=2026-10-01T04%3A00%3A00.000Z&refDateEnd=2026-10-31T04%3A00%3A00.000Z";

async fn portal() -> PortalOi {
    let conta = ContaOi::nova("padaria", "s3nha")
        .de("Padaria Estrela do Sul Ltda", "99000001000101")
        .com_fatura("1140001235", "2026-10", 5_000, "2026-11-15")
        .com_fatura("1140001234", "2026-10", 12_345, "2026-11-10");
    PortalOi::subir(DadosOi::nova().conta(conta)).await.unwrap()
}

/// Passos 1 a 7.
async fn entrar(navegador: &Navegador, portal: &PortalOi, senha: &str) {
    navegador.cliente.goto(&portal.url()).await.unwrap();
    navegador.esperar("//iframe[@src='/api/login/customer']").await.enter_frame().await.unwrap();
    navegador.esperar("//input[@class='email']").await.send_keys("padaria").await.unwrap();
    navegador.digitar("//input[@class='password']", senha).await;
    navegador.fotografar("oi-login").await;
    navegador.clicar("//button[@id='loginButtonApp']").await;
}

/// Passos 9 a 14.
async fn filtrar(navegador: &Navegador, portal: &PortalOi) {
    navegador.cliente.enter_parent_frame().await.unwrap();
    navegador.esperar("//a[@data-context='btn_ver_contas']").await;
    navegador.fotografar("oi-inicio").await;
    navegador.clicar("//a[@data-context='btn_ver_contas']").await;
    navegador.esperar("//label[@class='sc-bdvvtL fNKGRl' and text()='CNPJ']/../div/div/div/div/div/input").await;
    navegador.fotografar("oi-contas").await;
    navegador.cliente.goto(&format!("{}/todas-as-contas?{CONSULTA}", portal.url())).await.unwrap();
    navegador.clicar("//button[@data-context='btn_filtrar']").await;
}

#[tokio::test]
async fn do_login_ao_pdf_pelos_localizadores_legados() {
    let (portal, navegador) = (portal().await, Navegador::abrir().await);
    entrar(&navegador, &portal, "s3nha").await;
    filtrar(&navegador, &portal).await;

    let linha = format!("{TABELA}/tr[td[2][text()='1140001234']]");
    navegador.esperar(&linha).await;
    navegador.fotografar("oi-tabela").await;
    navegador.clicar(&linha).await;
    let vencimento =
        navegador.esperar("//p[@class='sc-bdvvtL dxOhdO' and text()='Vencimento']/following-sibling::*[1]").await;
    assert_eq!(vencimento.text().await.unwrap(), "10/11/2026");
    navegador.fotografar("oi-detalhe").await;
    let contestar = navegador.esperar("//a[@class='sc-eCImPb jxJukv' and @data-context='btn_contestar_conta']").await;
    let href = contestar.attr("href").await.unwrap().unwrap();
    let codigo = href.rsplit('/').next().unwrap();

    // O legado baixa fora do navegador, com os cookies dele.
    let cookie = navegador.cliente.get_named_cookie("oi_sessao").await.unwrap();
    let pdf = cliente()
        .get(format!("{}/api/invoices/pdf/{codigo}", portal.url()))
        .header("cookie", format!("oi_sessao={}", cookie.value()))
        .send()
        .await
        .unwrap();
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
}

#[tokio::test]
async fn senha_errada_mostra_alerta_dentro_do_iframe() {
    let (portal, navegador) = (portal().await, Navegador::abrir().await);
    entrar(&navegador, &portal, "errada").await;
    let alerta = navegador.esperar("//div[@role='alert']").await;
    assert_eq!(alerta.text().await.unwrap(), "Usuário ou senha inválidos");
    navegador.fotografar("oi-senha-errada").await;
}

#[tokio::test]
async fn linhas_lentas_mostram_linhas_sem_texto_e_a_tabela_que_envelhece_se_redesenha_tres_vezes() {
    let (portal, navegador) = (portal().await, Navegador::abrir().await);
    portal.falha("padaria", FalhaOi::LinhasLentas { ms: 60_000 }, 1);
    entrar(&navegador, &portal, "s3nha").await;
    filtrar(&navegador, &portal).await;
    let primeira = navegador.esperar(&format!("{TABELA}/tr[1]")).await;
    assert_eq!(primeira.text().await.unwrap(), "");
    navegador.fotografar("oi-esqueleto").await;

    // Filtrar de novo abandona a consulta lenta. Contam-se as trocas de linhas: as esqueleto saem, as de verdade
    // entram e são refeitas três vezes.
    portal.falha("padaria", FalhaOi::ElementoEnvelhece, 1);
    let contar = "window.trocas = 0;
        new MutationObserver(() => window.trocas++).observe(document.querySelector('tbody'), { childList: true });";
    navegador.cliente.execute(contar, vec![]).await.unwrap();
    navegador.clicar("//button[@data-context='btn_filtrar']").await;
    let trocas = async || navegador.cliente.execute("return window.trocas", vec![]).await.unwrap().as_u64().unwrap();
    tokio::time::timeout(PRAZO, async { while trocas().await < 5 {} }).await.unwrap();
    navegador.esperar(&format!("{TABELA}/tr/td[text()='1140001234']")).await;
}

#[tokio::test]
async fn consulta_vazia_tem_uma_linha_de_uma_celula() {
    let (portal, navegador) = (portal().await, Navegador::abrir().await);
    portal.falha("*", FalhaOi::FaturaIndisponivel, 1);
    entrar(&navegador, &portal, "s3nha").await;
    filtrar(&navegador, &portal).await;
    navegador.esperar(&format!("{TABELA}/tr/td[text()='Nenhuma conta encontrada']")).await;
    let celulas = navegador.cliente.find_all(Locator::XPath(&format!("{TABELA}/tr/td"))).await.unwrap();
    assert_eq!(celulas.len(), 1);
    navegador.fotografar("oi-vazia").await;
}
