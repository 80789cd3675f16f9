//! O caminho inteiro contra o portal de mentira, e cada modo de falhar.

use esteira_sdk::teste::{No, PDF_MINIMO, Pagina, Portal, parametros};
use esteira_sdk::{Classe, Erro, ParametrosEntradaPadrao, Rpa};
use serde_json::{Value, json};

use crate::Digitalnet;
use crate::seletores::*;

const PAINEL: &str = "/painel";

fn entrada_json(filtro: &str) -> Value {
    let mut parametros = parametros();
    parametros["filtro"] = filtro.into();
    parametros
}

pub fn entrada() -> ParametrosEntradaPadrao {
    ParametrosEntradaPadrao::ler(&entrada_json("")).unwrap()
}

pub fn pagina_de_entrada() -> Pagina {
    Pagina::nova("entrada")
        .em("https://portal.exemplo.com.br/")
        .com(CPF_CNPJ, No::novo())
        .com(ENTRAR, No::novo())
        .com(FAZER_LOGIN, No::novo().vai("login"))
}

pub fn login_completo() -> Pagina {
    Pagina::nova("login").com(CPF_CNPJ, No::novo()).com(SENHA, No::novo()).com(ENTRAR, No::novo().vai("painel"))
}

/// Do painel à API. O pagamento da n-ésima pendente mostra o n-ésimo vencimento.
fn portal(painel: Pagina, vencimentos: &[&str]) -> Portal {
    let mut portal = Portal::novo()
        .pagina(pagina_de_entrada())
        .pagina(login_completo())
        .pagina(painel)
        .pagina(
            Pagina::nova("fatura")
                .titulo("Digitalnet | F-77 | Fatura")
                .com(titulo_depois_de("Digitalnet | Pagamento"), No::novo().em_ms(4_000)),
        )
        .script("performance", &json!(["https://x.exemplo/a.js", "https://api.exemplo.com.br/invoices?contrato=1"]));
    for (indice, vencimento) in vencimentos.iter().enumerate() {
        portal = portal.pagina(
            Pagina::nova(&format!("pagamento-{indice}"))
                .em(&format!("/pagar/{indice}"))
                .titulo("Digitalnet | Pagamento")
                .com(VENCIMENTO, No::texto(vencimento).em_ms(900))
                .com(VALOR, No::texto("R$ 99,90").em_ms(900))
                .com(VER_FATURA, No::novo().vai("fatura")),
        );
    }
    portal
}

fn faturas(pagina: Pagina, quantas: usize) -> Pagina {
    (0..quantas).fold(pagina, |pagina, indice| pagina.com(PAGAR_AGORA, No::novo().vai(&format!("pagamento-{indice}"))))
}

/// O painel de quem tem um contrato só.
fn contrato_unico(quantas: usize) -> Pagina {
    faturas(Pagina::nova("painel").em(PAINEL), quantas)
}

fn com_pdfs(portal: Portal) -> Portal {
    portal.responde("api.exemplo.com.br/invoices/F-77/pdf", PDF_MINIMO).responde("/fiscal-documents/F-77", PDF_MINIMO)
}

fn baixar(portal: &Portal) -> Result<Value, Erro> {
    Digitalnet.executar("baixar-fatura", entrada_json(""), &portal.contexto())
}

fn codigo(portal: &Portal) -> (String, Classe) {
    let erro = baixar(portal).unwrap_err();
    assert!(portal.guardados().is_empty());
    (erro.codigo().to_owned(), erro.classe())
}

#[test]
fn junta_a_fatura_aberta_com_o_documento_fiscal() {
    let portal = com_pdfs(portal(contrato_unico(1), &["20/10/2026"]));
    assert_eq!(
        baixar(&portal).unwrap(),
        json!({
            "avisos": [],
            "dados": {},
            "data_vencimento": "2026-10-20",
            "valor": "99.90",
            "numero": "F-77",
        })
    );
    assert_eq!(portal.guardados()[0].nome, "668f8a715aababac_20-10-2026.pdf");
    // A senha é o começo do CNPJ; o token fica com o hospedeiro.
    assert_eq!(portal.contar("abrir fatura.pdf com 112"), 1);
    assert_eq!(portal.contar(r#"opções {"portador":{"armazenamento":"local","chave":"token"}}"#), 2);
}

#[test]
fn a_do_mes_e_a_que_vence_nele_esteja_onde_estiver() {
    let tres = ["20/09/2026", "20/10/2026", "20/11/2026"];
    let portal = com_pdfs(portal(contrato_unico(3), &tres));
    assert_eq!(baixar(&portal).unwrap()["data_vencimento"], "2026-10-20");
    // Três idas para ver todas, e mais uma para voltar à escolhida.
    assert_eq!(portal.contar(&format!("clicar {PAGAR_AGORA}")), 4);
}

#[test]
fn nenhuma_no_mes_e_indisponivel_e_duas_sao_ambiguas() {
    let com = |vencimentos: &[&str]| codigo(&portal(contrato_unico(vencimentos.len()), vencimentos));
    assert_eq!(com(&["20/09/2026"]), ("fatura_indisponivel".to_owned(), Classe::Negocio));
    assert_eq!(com(&["05/10/2026", "20/10/2026"]), ("fatura_ambigua".to_owned(), Classe::Negocio));
    let nada = Pagina::nova("painel").com(SEM_PENDENCIAS, No::novo().em_ms(6_000));
    assert_eq!(codigo(&portal(nada, &[])), ("fatura_indisponivel".to_owned(), Classe::Negocio));
}

#[test]
fn contrato_unico_com_filtro_vai_com_aviso() {
    let portal = com_pdfs(portal(contrato_unico(1), &["20/10/2026"]));
    let saida = Digitalnet.executar("baixar-fatura", entrada_json("1001"), &portal.contexto()).unwrap();
    assert!(saida["avisos"][0].as_str().unwrap().contains("1001"), "{saida}");
}

/// As faturas do contrato aberto ficam na tela até as do escolhido chegarem.
#[test]
fn escolhe_o_contrato_e_espera_as_faturas_dele() {
    let seletor = Pagina::nova("painel")
        .com(SELETOR_DE_CONTRATOS, No::novo().vai("aberto").em_ms(8_000))
        .com(PAGAR_AGORA, No::novo().vai("pagamento-0"));
    let aberto = Pagina::nova("aberto").com(MUDAR_CONTRATO, No::novo().vai("lista"));
    let lista = Pagina::nova("lista")
        .com(FATURAS, No::novo().ate_ms(9_000))
        .com(PAGAR_AGORA, No::novo().ate_ms(9_000).vai("pagamento-0"))
        .com(PAGAR_AGORA, No::novo().em_ms(9_000).vai("pagamento-1"))
        .com(CONTRATOS, No::texto("Contrato 10").em_ms(500))
        .com(CONTRATOS, No::texto("Contrato 1001").em_ms(500));
    let portal = com_pdfs(portal(seletor, &["20/10/2026", "25/10/2026"]).pagina(aberto).pagina(lista));
    let saida = Digitalnet.executar("baixar-fatura", entrada_json("1001"), &portal.contexto()).unwrap();
    assert_eq!(saida["data_vencimento"], "2026-10-25");
    assert_eq!(saida["dados"]["contrato"], "Contrato 1001");
}

#[test]
fn sem_documento_fiscal_vai_so_a_fatura_com_aviso() {
    let portal = portal(contrato_unico(1), &["20/10/2026"]).responde("/invoices/F-77/pdf", PDF_MINIMO);
    let saida = baixar(&portal).unwrap();
    assert!(saida["avisos"][0].as_str().unwrap().contains("documento fiscal"), "{saida}");
}

#[test]
fn token_vencido_e_sessao_caida_e_html_nunca_e_entregue() {
    let vencido = portal(contrato_unico(1), &["20/10/2026"]).falha("/invoices/F-77/pdf", "http_401");
    assert_eq!(codigo(&vencido), ("sessao_expirada".to_owned(), Classe::Tecnico));
    let html = portal(contrato_unico(1), &["20/10/2026"])
        .responde("/invoices/F-77/pdf", PDF_MINIMO)
        .responde("/fiscal-documents/", b"<html>em preparo</html>");
    assert_eq!(codigo(&html), ("arquivo_invalido".to_owned(), Classe::Tecnico));
}

#[test]
fn a_entrada_no_lugar_das_faturas_e_sessao_caida() {
    let caiu = Pagina::nova("painel").com(PAGAR_AGORA, No::novo().ate_ms(2_000)).com(CPF_CNPJ, No::novo().em_ms(2_000));
    assert_eq!(codigo(&portal(caiu, &[])), ("sessao_expirada".to_owned(), Classe::Tecnico));
}
