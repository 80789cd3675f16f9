//! O caminho inteiro contra o portal de mentira, e cada modo de falhar.

use esteira_sdk::teste::{No, Pagina, Portal, Reacao, parametros};
use esteira_sdk::{Classe, Erro, ParametrosEntradaPadrao, Rpa};
use serde_json::{Value, json};

use crate::Embratel;
use crate::seletores::*;

const CONTA: &str = "1234567";

fn entrada_json() -> Value {
    let mut parametros = parametros();
    parametros["filtro"] = CONTA.into();
    parametros
}

pub fn entrada() -> ParametrosEntradaPadrao {
    ParametrosEntradaPadrao::ler(&entrada_json()).unwrap()
}

pub fn pagina_de_login() -> Pagina {
    Pagina::nova("entrada")
        .em("https://portal.exemplo.com.br/")
        .com(LOGIN, No::novo())
        .com(SENHA, No::novo())
        .com(ENTRAR, No::novo().vai("inicio"))
}

/// As peças do portal; cada teste troca as que quiser.
struct Pecas {
    /// Linhas do mês pedido: conta e data.
    linhas: Vec<(&'static str, &'static str)>,
    /// A opção do mês na lista que o botão Ok traz.
    opcao: No,
    fatura: Pagina,
    boleto: Pagina,
    notas: Pagina,
    nota: Pagina,
}

impl Pecas {
    fn novas() -> Self {
        Self {
            linhas: vec![("7654321", "05/11/26"), (CONTA, "10/11/26")],
            opcao: No::novo().selecionado(),
            fatura: fatura("Conta 1234567 Total"),
            boleto: boleto("10/11/26"),
            notas: Pagina::nova("notas")
                .com(LISTA_DE_NOTAS, No::novo())
                .com(NOTA_DE_ICMS, nota().em_ms(400))
                .com(NOTA_DE_ISS, nota().em_ms(400)),
            nota: Pagina::nova("nota").com(NOTA_PRONTA, No::novo().em_ms(600)),
        }
    }

    fn portal(self) -> Portal {
        let linhas: Vec<Vec<&str>> =
            self.linhas.iter().map(|(conta, data)| vec!["1", *conta, "Voz", "Em aberto", *data, "1,00"]).collect();
        let mut linhas: Vec<&[&str]> = linhas.iter().map(Vec::as_slice).collect();
        linhas.insert(0, &["Nº", "Conta"]);
        let mut lista = Pagina::nova("lista").com(opcao_do_mes("202610"), self.opcao).com(TABELA, No::tabela(&linhas));
        for (conta, data) in &self.linhas {
            lista = lista.com(linha_da_fatura(conta, data), No::novo().vai("menu"));
        }
        let menu = Pagina::nova("menu")
            .com(FATURA, No::novo().ao_clicar(Reacao::NovaJanela("fatura".into())))
            .com(BOLETO, No::novo().ao_clicar(Reacao::NovaJanela("boleto".into())))
            .com(NOTA_FISCAL, No::novo().ao_clicar(Reacao::NovaJanela("notas".into())));
        Portal::novo()
            .pagina(pagina_de_login())
            .pagina(Pagina::nova("inicio").com(FATURA_ON_LINE, No::novo().vai("meses")))
            // O mês que o portal traz escolhido não é o pedido, e a tabela dele fica até o Ok responder.
            .pagina(
                Pagina::nova("meses")
                    .com(MESES, No::selecao(&["202611", "202610"]))
                    .com(opcao_do_mes("202610"), No::novo())
                    .com(LINHA, No::novo())
                    .com(TABELA, No::tabela(&[&["1", CONTA, "Voz", "Em aberto", "10/12/26", "1,00"]]))
                    .com(OK, No::novo().vai("lista")),
            )
            .pagina(lista)
            .pagina(menu)
            .pagina(self.fatura)
            .pagina(self.boleto)
            .pagina(self.notas)
            .pagina(self.nota)
    }
}

fn fatura(texto: &str) -> Pagina {
    Pagina::nova("fatura").com(FATURA_PRONTA, No::novo().em_ms(6_000)).com(CORPO, No::texto(texto))
}

fn boleto(data: &str) -> Pagina {
    Pagina::nova("boleto")
        .com(BOLETO_PRONTO, No::novo())
        .com(VENCIMENTO, No::texto(data).em_ms(900))
        .com(VALOR, No::texto("R$ 1.234,56"))
}

fn nota() -> No {
    No::novo().ao_clicar(Reacao::NovaJanela("nota".into()))
}

fn baixar(portal: &Portal) -> Result<Value, Erro> {
    Embratel.executar("baixar-fatura", entrada_json(), &portal.contexto())
}

fn codigo(portal: &Portal) -> (String, Classe) {
    let erro = baixar(portal).unwrap_err();
    assert!(portal.guardados().is_empty());
    (erro.codigo().to_owned(), erro.classe())
}

#[test]
fn junta_fatura_boleto_e_notas_num_pdf_so() {
    let portal = Pecas::novas().portal();
    assert_eq!(
        baixar(&portal).unwrap(),
        json!({
            "avisos": [],
            "dados": { "conta": CONTA, "documentos": ["fatura", "boleto", "nf_icms", "nf_iss"] },
            "data_vencimento": "2026-11-10",
            "valor": "1234.56",
        })
    );
    let guardados = portal.guardados();
    assert_eq!(guardados.len(), 1);
    assert_eq!(guardados[0].nome, "668f8a715aababac_10-11-2026.pdf");
    // Nenhuma janela fica para trás: as seis que o robô antigo acumulava.
    assert_eq!(portal.contexto().navegador().janelas().unwrap().len(), 1);
}

#[test]
fn le_a_tabela_do_mes_pedido_e_nao_a_que_estava_na_tela() {
    let portal = Pecas::novas().portal();
    baixar(&portal).unwrap();
    assert_eq!(portal.preenchido(&MESES).as_deref(), Some("202610"));
    assert_eq!(portal.contar(&format!("clicar {}", linha_da_fatura(CONTA, "10/11/26"))), 1);
}

#[test]
fn mes_que_o_portal_nao_tem_e_fatura_indisponivel() {
    let portal = Portal::novo()
        .pagina(pagina_de_login())
        .pagina(Pagina::nova("inicio").com(FATURA_ON_LINE, No::novo().vai("meses")))
        .pagina(Pagina::nova("meses").com(MESES, No::selecao(&["202609"])).com(opcao_do_mes("202609"), No::novo()));
    assert_eq!(codigo(&portal), ("fatura_indisponivel".to_owned(), Classe::Negocio));
}

/// O robô antigo baixava o que viesse.
#[test]
fn portal_que_mostra_outro_mes_nao_engana() {
    let portal = Pecas { opcao: No::novo(), ..Pecas::novas() }.portal();
    assert_eq!(codigo(&portal), ("leiaute_mudou".to_owned(), Classe::Tecnico));
}

#[test]
fn sem_a_conta_no_mes_indisponivel_e_com_duas_ambigua() {
    let com = |linhas| Pecas { linhas, ..Pecas::novas() }.portal();
    assert_eq!(codigo(&com(vec![("12345678", "10/11/26")])), ("fatura_indisponivel".to_owned(), Classe::Negocio));
    let duas = || com(vec![(CONTA, "10/11/26"), (CONTA, "20/11/26")]);
    assert_eq!(codigo(&duas()), ("fatura_ambigua".to_owned(), Classe::Negocio));

    let mut parametros = entrada_json();
    parametros["filtro"] = format!("{CONTA}_10").into();
    assert!(Embratel.executar("baixar-fatura", parametros, &duas().contexto()).is_ok(), "o dia desempata");
}

#[test]
fn boleto_sem_data_e_leiaute_mudado() {
    let sem_data = Pagina::nova("boleto").com(BOLETO_PRONTO, No::novo());
    let portal = Pecas { boleto: sem_data, ..Pecas::novas() }.portal();
    assert_eq!(codigo(&portal), ("leiaute_mudou".to_owned(), Classe::Tecnico));
}

#[test]
fn entrada_do_portal_no_lugar_de_um_documento_e_sessao_caida() {
    let entrada = |nome: &str| Pagina::nova(nome).com(LOGIN, No::novo());
    for pecas in [
        Pecas { fatura: entrada("fatura"), ..Pecas::novas() },
        Pecas { boleto: entrada("boleto"), ..Pecas::novas() },
        Pecas { notas: entrada("notas"), ..Pecas::novas() },
        Pecas { nota: entrada("nota"), ..Pecas::novas() },
    ] {
        assert_eq!(codigo(&pecas.portal()), ("sessao_expirada".to_owned(), Classe::Tecnico));
    }
}

/// No robô antigo, qualquer falha ao abrir a nota era "não há nota", e o documento faltava sem aviso.
#[test]
fn nota_que_nao_abre_e_falha_e_nota_que_nao_ha_nao_e() {
    let vazia = Pagina::nova("nota");
    assert_eq!(
        codigo(&Pecas { nota: vazia, ..Pecas::novas() }.portal()),
        ("tempo_esgotado".to_owned(), Classe::Tecnico)
    );

    let so_iss = Pagina::nova("notas").com(LISTA_DE_NOTAS, No::novo()).com(NOTA_DE_ISS, nota());
    let saida = baixar(&Pecas { notas: so_iss, ..Pecas::novas() }.portal()).unwrap();
    assert_eq!(saida["dados"]["documentos"], json!(["fatura", "boleto", "nf_iss"]));

    let nenhuma = Pagina::nova("notas").com(LISTA_DE_NOTAS, No::texto("DATA DE EMISSÃO"));
    let saida = baixar(&Pecas { notas: nenhuma, ..Pecas::novas() }.portal()).unwrap();
    assert!(saida["avisos"][0].as_str().unwrap().contains("nota fiscal"), "{saida}");
}

#[test]
fn o_que_nao_confere_vai_em_aviso() {
    let pecas = Pecas { fatura: fatura("Conta 12345678"), boleto: boleto("11/11/26"), ..Pecas::novas() };
    let avisos = baixar(&pecas.portal()).unwrap()["avisos"].to_string();
    assert!(avisos.contains("não mostra a conta 1234567"), "{avisos}");
    assert!(avisos.contains("vence em 11/11/2026"), "{avisos}");
}

#[test]
fn sem_conta_no_filtro_nem_entra_no_portal() {
    let portal = Portal::novo();
    let erro = Embratel.executar("baixar-fatura", parametros(), &portal.contexto()).unwrap_err();
    assert_eq!(erro.codigo(), "parametro_invalido");
    assert!(portal.comandos().is_empty());
}
