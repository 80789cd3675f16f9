//! O caminho do legado no SAT, com os localizadores dele, num Chromium.

use esteira_portais::{DadosSat, FalhaSat, PortalSat};
use fantoccini::Locator;

use crate::navegador::Navegador;

const PDF: &[u8] = b"%PDF-1.5\nfatura de mentira\n%%EOF";

async fn portal() -> PortalSat {
    let dados = DadosSat::novo("esteira", "s3nha")
        .cliente("AUTO PECAS", &["MATRIZ"])
        .cliente("PADARIA ESTRELA", &["MATRIZ", "LOJA 02"]);
    PortalSat::subir(dados).await.unwrap()
}

/// Passos 1 a 5.
async fn entrar(navegador: &Navegador, portal: &PortalSat, senha: &str) {
    navegador.cliente.goto(&portal.url()).await.unwrap();
    navegador.esperar("//input[@name='login']").await.send_keys("esteira").await.unwrap();
    navegador.digitar("//input[@name='senha']", senha).await;
    navegador.fotografar("sat-login").await;
    navegador.clicar("//input[@value='Entrar']").await;
}

#[tokio::test]
async fn do_login_ao_cadastro_pelos_localizadores_legados() {
    let (portal, navegador) = (portal().await, Navegador::abrir().await);
    entrar(&navegador, &portal, "s3nha").await;
    navegador.esperar("//a[normalize-space(text())='Clientes']").await;
    navegador.fotografar("sat-menu").await;
    navegador.clicar("//a[normalize-space(text())='Clientes']").await;
    // ENTER no campo; até a resposta a primeira linha ainda é a de outro cliente.
    navegador
        .esperar("//input[@placeholder='Buscando algo ?']")
        .await
        .send_keys("PADARIA ESTRELA\u{E007}")
        .await
        .unwrap();
    navegador.esperar("//tbody[count(tr)=1]/tr/td[text()='PADARIA ESTRELA']").await;
    navegador.fotografar("sat-clientes").await;
    navegador.clicar("//a[contains(@href, 'fatura')][img[contains(@src, 'ref.png')]]").await;
    navegador.esperar("//table[@id='faturas']/tbody/tr/td[text()='Nenhuma fatura cadastrada']").await;
    navegador.clicar("//a[contains(text(), 'Adicionar') and not(contains(text(), 'Excel'))]").await;

    let arquivo = tempfile::Builder::new().prefix("fatura").suffix(".pdf").tempfile().unwrap();
    std::fs::write(arquivo.path(), PDF).unwrap();
    let caminho = arquivo.path().to_str().unwrap();
    navegador.esperar("//input[@name='input[operadora]']").await.send_keys("OI").await.unwrap();
    navegador.digitar("//input[@name='input[telefone]']", "123456").await;
    navegador.digitar("//input[@class='file' and @style='display: inline; width: 250px;']", caminho).await;
    navegador.digitar("//input[@type='file' and @name='file[]']", caminho).await;
    let data = navegador.esperar("//input[@name='input[data_competencia]']").await;
    assert_ne!(data.prop("value").await.unwrap().unwrap(), "", "a data já vem preenchida");
    data.clear().await.unwrap();
    data.send_keys("10/11/2026").await.unwrap();
    navegador.esperar("//select[@id='categorias']").await.select_by_label("PAGAR").await.unwrap();
    let filial = navegador.esperar("//select[@id='categorias' and @name='input[id_filial]']").await;
    filial.select_by_label("LOJA 02").await.unwrap();
    navegador.fotografar("sat-formulario").await;
    navegador.clicar("//input[@class='envia' and @name='cadastar']").await;

    navegador.esperar("//table[@id='faturas']/tbody/tr/td[text()='LOJA 02']").await;
    navegador.fotografar("sat-lista").await;
    let celulas = navegador.cliente.find_all(Locator::XPath("//table[@id='faturas']/tbody/tr/td")).await.unwrap();
    let mut textos = Vec::new();
    for celula in &celulas {
        textos.push(celula.text().await.unwrap());
    }
    let nome = arquivo.path().file_name().unwrap().to_str().unwrap();
    assert_eq!(textos, ["1001", "OI", "123456", "10/11/2026", "LOJA 02", nome]);
    let [recebida] = portal.recebidas().try_into().unwrap();
    assert_eq!((recebida.bytes.as_ref(), recebida.categoria.as_str()), (PDF, "PAGAR"));

    for (pagina, nome) in [("_recebidas", "sat-recebidas"), ("_controle", "controle")] {
        navegador.cliente.goto(&format!("{}/{pagina}", portal.url())).await.unwrap();
        navegador.fotografar(nome).await;
    }
}

#[tokio::test]
async fn senha_errada_e_arquivo_recusado_aparecem_em_alerta() {
    let (portal, navegador) = (portal().await, Navegador::abrir().await);
    entrar(&navegador, &portal, "errada").await;
    let alerta = navegador.esperar("//div[@role='alert']").await;
    assert_eq!(alerta.text().await.unwrap(), "Usuário ou senha inválidos");

    entrar(&navegador, &portal, "s3nha").await;
    navegador.esperar("//a[normalize-space(text())='Clientes']").await;
    portal.falha("102", FalhaSat::GradeVazia, 1);
    navegador.clicar("//a[normalize-space(text())='Clientes']").await;
    navegador.esperar("//input[@placeholder='Buscando algo ?']").await.send_keys("PADARIA\u{E007}").await.unwrap();
    navegador.esperar("//td[contains(normalize-space(text()), 'Sua busca não trouxe nenhum resultado')]").await;

    navegador.cliente.goto(&format!("{}/fatura/nova?cliente=102", portal.url())).await.unwrap();
    navegador.clicar("//input[@class='envia' and @name='cadastar']").await;
    navegador.esperar("//div[@class='erro' and @role='alert']").await;
    navegador.fotografar("sat-recusado").await;
}
