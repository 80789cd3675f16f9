use std::path::PathBuf;
use std::time::{Duration, Instant};

use esteira_conectores::PdfEmProcessoFilho;
use esteira_conectores::pdf::{MAXIMO_PDF, juntar_pdfs_aqui, ler_pdf_aqui};
use esteira_dominio::interpretar;
use esteira_portas::pdf::{ErroPdf, LeitorDePdf, Pdf};
use pdf_extract::encryption::{EncryptionState, EncryptionVersion, Permissions};
use pdf_extract::{Dictionary, Document, Object, Stream, StringFormat};
use rstest::rstest;

use crate::fabrica_pdf::{com_paginas, montar};

/// O exemplo `pdf_filho`, que o cargo compila ao lado dos testes.
fn leitor(argumentos: &[&str]) -> PdfEmProcessoFilho {
    let mut pasta: PathBuf = std::env::current_exe().unwrap();
    pasta.pop();
    pasta.pop();
    PdfEmProcessoFilho::novo(pasta.join("examples/pdf_filho"), argumentos)
}

fn fatura() -> Vec<u8> {
    com_paginas(&[
        &["CNPJ: 12.ABC.345/01DE-35", "Vencimento: 10/11/2026", "Total a pagar: R$ 123,45"],
        &["Referencia: 10/2026", "84680000001-6 23450109202-2 51110123456-1 78901234567-2"],
    ])
}

/// A fatura cifrada para esta senha de abertura.
fn cifrada(senha: &str) -> Vec<u8> {
    let mut documento = Document::load_mem(&fatura()).unwrap();
    let id = || Object::String(b"0123456789abcdef".to_vec(), StringFormat::Literal);
    documento.trailer.set("ID", vec![id(), id()]);
    let versao = EncryptionVersion::V2 {
        document: &documento,
        owner_password: "dono",
        user_password: senha,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let estado = EncryptionState::try_from(versao).unwrap();
    documento.encrypt(&estado).unwrap();
    gravar(&mut documento)
}

fn aninhado(profundidade: usize) -> Vec<u8> {
    let abismo = format!("{}{}", "[".repeat(profundidade), "]".repeat(profundidade));
    montar(&["<< /Type /Catalog /Pages 2 0 R >>".into(), "<< /Type /Pages /Kids [] /Count 0 >>".into(), abismo])
}

/// Uma página que é mãe de si mesma: procurar nela o que se herda não acaba nunca, e estoura a pilha.
fn pagina_mae_de_si_mesma() -> Vec<u8> {
    montar(&[
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(),
        "<< /Type /Page /Parent 3 0 R >>".into(),
    ])
}

/// Poucos KiB que se descomprimem em 400 MiB, num vetor que cresce dobrando: um fluxo de 20 MiB de espaços, citado 20 vezes pela mesma página.
fn bomba() -> Vec<u8> {
    let mut documento = Document::load_mem(&com_paginas(&[&[]])).unwrap();
    let mut espacos = Stream::new(Dictionary::new(), vec![b' '; 20 * 1024 * 1024]);
    espacos.compress().unwrap();
    let fluxo = documento.add_object(espacos);
    let pagina = documento.get_pages()[&1];
    let citacoes = vec![Object::Reference(fluxo); 20];
    documento.get_object_mut(pagina).unwrap().as_dict_mut().unwrap().set("Contents", citacoes);
    gravar(&mut documento)
}

fn gravar(documento: &mut Document) -> Vec<u8> {
    let mut arquivo = Vec::new();
    documento.save_to(&mut arquivo).unwrap();
    arquivo
}

#[tokio::test]
async fn a_fatura_lida_pelo_filho_da_o_que_o_dominio_procura() {
    let lido = leitor(&[]).ler(fatura().into()).await.unwrap();
    assert_eq!(lido.paginas, 2);
    let leitura = interpretar(&lido.texto);
    assert_eq!(leitura.valor.unwrap().centavos(), 12_345);
    assert_eq!(leitura.vencimento.unwrap().to_string(), "2026-11-10");
    assert_eq!(leitura.mes_ano.unwrap().to_string(), "2026-10");
    assert_eq!((leitura.cnpjs.len(), leitura.linhas_digitaveis.len()), (1, 1));
}

#[rstest]
#[case::vazio(vec![], |e: &ErroPdf| matches!(e, ErroPdf::Invalido(_)))]
#[case::outro_formato(b"<html>sessao expirada</html>".to_vec(), |e: &ErroPdf| matches!(e, ErroPdf::Invalido(_)))]
#[case::so_a_marca(b"%PDF-1.7".to_vec(), |e: &ErroPdf| matches!(e, ErroPdf::Invalido(_)))]
#[case::cortado(fatura()[..fatura().len() / 2].to_vec(), |e: &ErroPdf| matches!(e, ErroPdf::Invalido(_)))]
#[case::sem_paginas(aninhado(1), |e: &ErroPdf| matches!(e, ErroPdf::SemPaginas))]
#[case::com_senha(cifrada("123"), |e: &ErroPdf| matches!(e, ErroPdf::Cifrado))]
#[case::grande_demais(vec![b'%'; MAXIMO_PDF + 1], |e: &ErroPdf| matches!(e, ErroPdf::LimiteExcedido(_)))]
#[case::mae_de_si_mesma(pagina_mae_de_si_mesma(), |e: &ErroPdf| matches!(e, ErroPdf::Falhou(_)))]
#[case::aninhado(aninhado(500_000), |_: &ErroPdf| true)]
#[tokio::test]
async fn entrada_hostil_vira_erro_e_o_servidor_segue(
    #[case] conteudo: Vec<u8>,
    #[case] esperado: fn(&ErroPdf) -> bool,
) {
    let leitor = leitor(&[]);
    let erro = leitor.ler(conteudo.into()).await.unwrap_err();
    assert!(esperado(&erro), "{erro:?}");
    assert!(leitor.ler(fatura().into()).await.is_ok(), "o leitor tem de continuar servindo");
}

#[tokio::test]
async fn cifrada_so_contra_copia_se_le_sem_senha() {
    assert_eq!(leitor(&[]).ler(cifrada("").into()).await.unwrap().paginas, 2);
}

#[tokio::test]
async fn filho_que_nao_responde_e_encerrado_no_prazo() {
    let inicio = Instant::now();
    let erro = leitor(&["dormir"]).com_prazo(Duration::from_millis(300)).ler(fatura().into()).await.unwrap_err();
    assert_eq!(erro, ErroPdf::LimiteExcedido("0.3 s".into()));
    assert!(inicio.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn bomba_de_descompressao_para_no_limite_de_memoria() {
    let bomba = bomba();
    assert!(bomba.len() < 64 * 1024, "{} bytes", bomba.len());
    // O prazo folgado é para que, com a máquina ocupada, quem a pare ainda seja a memória.
    let lido = leitor(&[]).com_prazo(Duration::from_secs(120)).ler(bomba.into()).await;
    assert_eq!(lido, Err(ErroPdf::LimiteExcedido("512 MiB de memória".into())));
}

#[tokio::test]
async fn executavel_que_nao_existe_e_falha_clara() {
    let erro = PdfEmProcessoFilho::novo("/nao/existe", ["x"]).ler(fatura().into()).await.unwrap_err();
    assert!(matches!(erro, ErroPdf::Falhou(_)), "{erro:?}");
}

#[test]
fn panico_da_biblioteca_vira_erro() {
    // Página sem MediaBox: a biblioteca entra em pânico.
    let sem_tamanho = montar(&[
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(),
        "<< /Type /Page /Parent 2 0 R >>".into(),
    ]);
    assert!(matches!(ler_pdf_aqui(&sem_tamanho), Err(ErroPdf::Falhou(_))));
}

#[tokio::test]
async fn juntar_da_as_paginas_de_todos_na_ordem_com_o_que_herdavam() {
    let boleto = com_paginas(&[&["Boleto"]]);
    let junto = leitor(&[]).juntar(vec![boleto.into(), fatura().into()]).await.unwrap();
    // As páginas da fábrica herdam fonte e tamanho do nó de cima: sem eles, não se leria o texto.
    let lido = leitor(&[]).ler(junto.clone()).await.unwrap();
    assert_eq!(lido.paginas, 3);
    let onde = |texto: &str| lido.texto.find(texto).unwrap_or_else(|| panic!("falta {texto}: {}", lido.texto));
    assert!(onde("Boleto") < onde("Vencimento") && onde("Vencimento") < onde("Referencia"));
}

#[rstest]
#[case::um_cortado(vec![fatura(), fatura()[..fatura().len() / 2].to_vec()])]
#[case::um_com_senha(vec![cifrada("123"), fatura()])]
#[case::um_sem_paginas(vec![fatura(), aninhado(1)])]
#[case::nenhum(vec![])]
#[tokio::test]
async fn juntar_o_que_nao_presta_e_erro_e_nunca_um_pdf_pela_metade(#[case] partes: Vec<Vec<u8>>) {
    let erro = leitor(&[]).juntar(partes.into_iter().map(Into::into).collect()).await;
    assert!(erro.is_err(), "{erro:?}");
}

#[test]
fn arvore_de_paginas_que_da_voltas_nao_prende() {
    let _ = juntar_pdfs_aqui(&[&pagina_mae_de_si_mesma()]);
}
