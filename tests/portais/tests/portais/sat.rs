//! O SAT por HTTP.

use std::time::{Duration, Instant};

use esteira_portais::{DadosSat, FalhaSat, PortalSat, TemposSat};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, StatusCode};
use serde_json::Value;

use crate::apoio::{PRAZO, cliente, texto};

const PDF: &[u8] = b"%PDF-1.5\nfatura de mentira\n%%EOF";

async fn portal() -> PortalSat {
    let mut dados = DadosSat::novo("esteira", "s3nha")
        .cliente("PADARIA ESTRELA", &["MATRIZ", "LOJA 02"])
        .cliente("PADARIA ESTRELA DO SUL", &["MATRIZ"]);
    dados.tempos = TemposSat { busca_ms: 0 };
    PortalSat::subir(dados).await.unwrap()
}

async fn logado() -> (PortalSat, Client) {
    let (portal, http) = (portal().await, cliente());
    let menu = http.post(portal.url()).form(&[("login", "esteira"), ("senha", "s3nha")]).send().await.unwrap();
    assert_eq!(menu.url().path(), "/inicio");
    (portal, http)
}

fn formulario() -> Form {
    let campos = [
        ("input[operadora]", "OI"),
        ("input[telefone]", "123456"),
        ("input[data_competencia]", "10/11/2026"),
        ("input[categoria]", "PAGAR"),
        ("input[id_filial]", "LOJA 02"),
    ];
    campos.into_iter().fold(Form::new(), |form, (nome, valor)| form.text(nome, valor))
}

fn com_arquivo(bytes: &'static [u8]) -> Form {
    formulario().part("file[]", Part::bytes(bytes).file_name("fatura.pdf"))
}

async fn enviar(http: &Client, portal: &PortalSat, form: Form) -> reqwest::Response {
    http.post(format!("{}/fatura/nova?cliente=101", portal.url())).multipart(form).send().await.unwrap()
}

async fn lista(http: &Client, portal: &PortalSat) -> String {
    texto(http, &format!("{}/fatura?cliente=101", portal.url())).await
}

async fn grade(http: &Client, portal: &PortalSat, busca: &str) -> String {
    let url = format!("{}/clientes/grade", portal.url());
    http.get(url).query(&[("busca", busca)]).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn paginas_tem_os_atributos_exatos_do_legado() {
    let (portal, http) = logado().await;
    let url = portal.url();
    let esperados = [
        (texto(&cliente(), &url).await, vec![r#"name="login""#, r#"name="senha""#, r#"value="Entrar""#]),
        (texto(&http, &format!("{url}/inicio")).await, vec!["> Clientes </a>"]),
        (
            texto(&http, &format!("{url}/clientes")).await,
            vec![r#"placeholder="Buscando algo ?""#, r#"<a href="/fatura?cliente=101"><img src="/img/ref.png""#],
        ),
        (
            lista(&http, &portal).await,
            vec![
                ">Adicionar por Excel</a>",
                ">Adicionar</a>",
                r#"<table id="faturas""#,
                ">Nenhuma fatura cadastrada</td>",
            ],
        ),
        (
            texto(&http, &format!("{url}/fatura/nova?cliente=101")).await,
            vec![
                r#"name="input[operadora]""#,
                r#"name="input[telefone]""#,
                r#"<input class="file" style="display: inline; width: 250px;">"#,
                r#"<input type="file" name="file[]">"#,
                r#"name="input[data_competencia]""#,
                r#"<select id="categorias" name="input[categoria]">"#,
                r#">PAGAR</option>"#,
                r#"<select id="categorias" name="input[id_filial]">"#,
                r#"class="envia" name="cadastar""#,
            ],
        ),
    ];
    for (pagina, trechos) in esperados {
        for trecho in trechos {
            assert!(pagina.contains(trecho), "falta {trecho} em:\n{pagina}");
        }
    }
    assert!(texto(&http, &format!("{url}/img/ref.png")).await.contains("PNG"));
}

#[tokio::test]
async fn senha_errada_mostra_alerta_e_sem_sessao_volta_ao_login() {
    let (portal, http) = (portal().await, cliente());
    let recusa = http.post(portal.url()).form(&[("login", "esteira"), ("senha", "x")]).send().await.unwrap();
    assert_eq!(recusa.status(), StatusCode::UNAUTHORIZED);
    let pagina = recusa.text().await.unwrap();
    assert!(pagina.contains(r#"<div class="erro" role="alert">Usuário ou senha inválidos</div>"#), "{pagina}");
    let clientes = http.get(format!("{}/clientes", portal.url())).send().await.unwrap();
    assert_eq!(clientes.url().path(), "/");

    portal.falha("esteira", FalhaSat::CredencialInvalida, 1);
    let recusa = http.post(portal.url()).form(&[("login", "esteira"), ("senha", "s3nha")]).send().await.unwrap();
    assert_eq!(recusa.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn envio_aceito_volta_a_lista_e_fica_guardado_campo_a_campo() {
    let (portal, http) = logado().await;
    let resposta = enviar(&http, &portal, com_arquivo(PDF)).await;
    assert_eq!(resposta.url().path(), "/fatura");
    let pagina = resposta.text().await.unwrap();
    let linha = "<tr><td>1001</td><td>OI</td><td>123456</td><td>10/11/2026</td><td>LOJA 02</td><td>\
                 <a href=\"/fatura/1001/arquivo\">fatura.pdf</a></td></tr>";
    assert!(pagina.contains(linha), "{pagina}");

    let [recebida] = portal.recebidas().try_into().unwrap();
    assert_eq!((recebida.cliente_id.as_str(), recebida.nome_sat.as_str()), ("101", "PADARIA ESTRELA"));
    assert_eq!((recebida.categoria.as_str(), recebida.filial.as_str()), ("PAGAR", "LOJA 02"));
    assert_eq!(recebida.bytes, PDF);
    let guardado = texto(&http, &format!("{}/_recebidas/1001", portal.url())).await;
    assert_eq!(guardado.as_bytes(), PDF);
}

#[tokio::test]
async fn envio_repetido_e_aceito_e_contado() {
    let (portal, http) = logado().await;
    for _ in 0..2 {
        enviar(&http, &portal, com_arquivo(PDF)).await;
    }
    let json: Value = texto(&http, &format!("{}/_recebidas.json", portal.url())).await.parse().unwrap();
    let vezes: Vec<_> = json.as_array().unwrap().iter().map(|fatura| fatura["vezes"].as_u64().unwrap()).collect();
    assert_eq!(vezes, [2, 2]);
    assert_eq!(json[0]["tamanho"], PDF.len());
    let pagina = texto(&http, &format!("{}/_recebidas", portal.url())).await;
    assert!(pagina.contains("faturas recebidas: 2"), "{pagina}");
}

#[tokio::test]
async fn formulario_invalido_e_recusado_com_alerta_e_nada_se_grava() {
    let (portal, http) = logado().await;
    for (form, recado) in [
        (Form::new().text("outro", "x"), "Informe a operadora."),
        (formulario(), "Selecione o arquivo da fatura."),
        (com_arquivo(b"<html>"), "O arquivo não é um PDF."),
    ] {
        let resposta = enviar(&http, &portal, form).await;
        assert_eq!(resposta.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let pagina = resposta.text().await.unwrap();
        assert!(pagina.contains(r#"<div class="erro" role="alert">"#) && pagina.contains(recado), "{recado}: {pagina}");
    }
    portal.falha("101", FalhaSat::ArquivoRecusado, 1);
    let recusa = enviar(&http, &portal, com_arquivo(PDF)).await.text().await.unwrap();
    assert!(recusa.contains("Arquivo recusado"), "{recusa}");
    assert!(portal.recebidas().is_empty());
}

#[tokio::test]
async fn busca_nao_liga_para_caixa_nem_acento_e_vazia_tem_o_texto_do_legado() {
    let (portal, http) = logado().await;
    assert_eq!(grade(&http, &portal, "padaria éstrela").await.matches("<tr>").count(), 2);
    let vazio = "<td colspan=\"3\">Sua busca não trouxe nenhum resultado</td>";
    assert!(grade(&http, &portal, "inexistente").await.contains(vazio));
    portal.falha("PADARIA ESTRELA", FalhaSat::GradeVazia, 1);
    assert!(grade(&http, &portal, "PADARIA ESTRELA").await.contains(vazio));
    assert_eq!(grade(&http, &portal, "").await.matches("<tr>").count(), 2);
}

#[tokio::test]
async fn dois_parecidos_poe_outro_cliente_na_frente() {
    let (portal, http) = logado().await;
    portal.falha("102", FalhaSat::DoisParecidos, 1);
    let grade = grade(&http, &portal, "padaria estrela do sul").await;
    let posicao = |texto: &str| grade.find(texto).unwrap();
    assert!(posicao("PADARIA ESTRELA DO SUL II") < posicao("<td>PADARIA ESTRELA DO SUL</td>"), "{grade}");
    assert!(texto(&http, &format!("{}/fatura?cliente=102-parecido", portal.url())).await.contains("SUL II"));
}

#[tokio::test]
async fn busca_lenta_e_portal_lento_demoram_o_pedido() {
    let (portal, http) = logado().await;
    portal.falha("*", FalhaSat::BuscaLenta { ms: 150 }, 1);
    portal.falha("*", FalhaSat::PortalLento { ms: 150 }, 1);
    let inicio = Instant::now();
    grade(&http, &portal, "padaria").await;
    assert!(inicio.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn formulario_pode_vir_sem_pagar_ou_sem_filial() {
    let (portal, http) = logado().await;
    let url = format!("{}/fatura/nova?cliente=101", portal.url());
    portal.falha("PADARIA ESTRELA", FalhaSat::SemCategoriaPagar, 1);
    assert!(!texto(&http, &url).await.contains(">PAGAR<"));
    portal.falha("PADARIA ESTRELA", FalhaSat::SemFilial, 1);
    assert!(!texto(&http, &url).await.contains(">MATRIZ<"));
    assert!(texto(&http, &url).await.contains(">MATRIZ<"));
}

#[tokio::test]
async fn diz_que_gravou_sem_gravar_mostra_sucesso_e_lista_vazia() {
    let (portal, http) = logado().await;
    portal.falha("*", FalhaSat::DizQueGravouSemGravar, 1);
    let pagina = enviar(&http, &portal, com_arquivo(PDF)).await.text().await.unwrap();
    assert!(
        pagina.contains("Fatura cadastrada com sucesso") && pagina.contains("Nenhuma fatura cadastrada"),
        "{pagina}"
    );
    assert!(portal.recebidas().is_empty());
}

#[tokio::test]
async fn grava_e_nao_responde_ja_esta_na_lista_quando_o_cliente_desiste() {
    let (portal, http) = logado().await;
    portal.falha("*", FalhaSat::GravaENaoResponde { ms: 60_000 }, 1);
    let envio = http
        .post(format!("{}/fatura/nova?cliente=101", portal.url()))
        .multipart(com_arquivo(PDF))
        .timeout(Duration::from_millis(500))
        .send();
    assert!(envio.await.unwrap_err().is_timeout());
    assert!(lista(&http, &portal).await.contains("<td>1001</td>"));
}

/// Começa um envio que para no portal, e o abandona como quem morreu.
async fn enviar_e_morrer(portal: &PortalSat, http: &Client, pausa: &mut esteira_portais::Pausa) {
    let form = com_arquivo(PDF);
    let pedido = http.post(format!("{}/fatura/nova?cliente=101", portal.url())).multipart(form).send();
    let envio = tokio::spawn(pedido);
    assert_eq!(pausa.chegou(PRAZO).await.unwrap().arquivo, "fatura.pdf");
    envio.abort();
    assert!(envio.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn parado_antes_de_gravar_soltar_grava_mesmo_com_o_cliente_morto() {
    let (portal, http) = logado().await;
    let mut pausa = portal.pausar_antes_de_gravar();
    enviar_e_morrer(&portal, &http, &mut pausa).await;
    assert!(portal.recebidas().is_empty());
    pausa.soltar();
    assert_eq!(portal.esperar(1, PRAZO).await.unwrap().len(), 1);
}

#[tokio::test]
async fn parado_antes_de_gravar_perder_nao_grava_e_os_proximos_seguem() {
    let (portal, http) = logado().await;
    let mut pausa = portal.pausar_antes_de_gravar();
    enviar_e_morrer(&portal, &http, &mut pausa).await;
    pausa.perder();
    enviar(&http, &portal, com_arquivo(PDF)).await;
    assert_eq!(portal.recebidas().len(), 1);
}

#[tokio::test]
async fn parado_depois_de_gravar_ja_esta_na_lista() {
    let (portal, http) = logado().await;
    let mut pausa = portal.pausar_depois_de_gravar();
    enviar_e_morrer(&portal, &http, &mut pausa).await;
    assert!(lista(&http, &portal).await.contains("<td>1001</td>"));
}

#[tokio::test]
async fn esperar_o_que_nao_vem_diz_o_que_faltou() {
    let (portal, _) = logado().await;
    let erro = portal.esperar(1, Duration::from_millis(10)).await.unwrap_err();
    assert_eq!(erro.to_string(), "esperados 1 faturas no SAT em 10ms; chegaram 0");
}
