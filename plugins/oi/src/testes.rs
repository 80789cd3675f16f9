//! O caminho inteiro contra o portal de mentira, e cada modo de falhar.

use esteira_sdk::teste::{No, PDF_MINIMO, Pagina, Portal, Reacao, parametros};
use esteira_sdk::{Classe, Erro, ParametrosEntradaPadrao, Rpa};
use serde_json::{Value, json};

use crate::Oi;
use crate::seletores::*;

const PDF: &str = "/api/invoices/pdf/";

pub fn entrada() -> ParametrosEntradaPadrao {
    ParametrosEntradaPadrao::ler(&parametros()).unwrap()
}

pub fn pagina_de_login() -> Pagina {
    Pagina::nova("entrada").em("https://portal.exemplo.com.br/").com(QUADRO_DE_LOGIN, No::quadro("formulario"))
}

pub fn formulario_de_login(entrar: No) -> Pagina {
    Pagina::nova("formulario").com(EMAIL, No::novo()).com(SENHA, No::novo()).com(ENTRAR, entrar)
}

/// O portal inteiro, menos as páginas da lista. Cada conta de `contas` tem uma linha que leva ao detalhe.
fn portal(paginas_da_lista: &[&[&str]]) -> Portal {
    let mut portal = Portal::novo();
    for (numero, contas) in paginas_da_lista.iter().enumerate() {
        let (antes, depois) = (format!("lista-{numero}"), format!("contas-{numero}"));
        let trecho = format!("offset={}&", numero * 10);
        portal = portal
            .pagina(Pagina::nova(&antes).em(&trecho).com(FILTRAR, No::novo().vai(&depois)))
            .pagina(lista(&depois, contas));
    }
    portal
        .pagina(pagina_de_login())
        .pagina(formulario_de_login(No::novo().ao_clicar(Reacao::IrRaiz("inicio".into()))))
        .pagina(Pagina::nova("inicio").com(VER_CONTAS, No::novo().vai("contas").em_ms(1_500)))
        .pagina(Pagina::nova("contas").com(FILTRO_DE_CNPJ, No::novo().em_ms(300)))
        .pagina(
            Pagina::nova("detalhe")
                .com(VENCIMENTO, No::texto("10/11/2026").em_ms(900))
                .com(VALOR, No::texto("R$ 1.234,56").em_ms(900))
                .com(CONTESTAR, No::novo().atributo("href", "/contestar/F-10").em_ms(900)),
        )
}

/// A tabela existe desde já, vazia; as contas chegam depois, como no portal.
fn lista(nome: &str, contas: &[&str]) -> Pagina {
    let linhas: Vec<Vec<&str>> = contas.iter().map(|conta| vec!["10/2026", *conta, "R$ 1.234,56"]).collect();
    let linhas: Vec<&[&str]> = linhas.iter().map(Vec::as_slice).collect();
    let mut pagina = Pagina::nova(nome).com(TABELA, No::tabela(&[&["", "", ""]]).ate_ms(800));
    pagina = match linhas[..] {
        [] => pagina
            .com(LINHA_SEM_CONTAS, No::texto("Nenhuma conta encontrada").em_ms(800))
            .com(TABELA, No::tabela(&[&["Nenhuma conta encontrada"]]).em_ms(800)),
        _ => pagina.com(LINHA_COM_CONTA, No::novo().em_ms(800)).com(TABELA, No::tabela(&linhas).em_ms(800)),
    };
    contas.iter().fold(pagina, |pagina, conta| pagina.com(linha_da_conta(conta), No::novo().em_ms(800).vai("detalhe")))
}

fn baixar(portal: &Portal) -> Result<Value, Erro> {
    Oi.executar("baixar-fatura", parametros(), &portal.contexto())
}

fn codigo(portal: &Portal) -> (String, Classe) {
    let erro = baixar(portal).unwrap_err();
    (erro.codigo().to_owned(), erro.classe())
}

#[test]
fn baixa_a_fatura_da_linha_e_entrega_o_pdf() {
    let portal = portal(&[&["1140009999", "1140001234"]]).responde(&format!("{PDF}F-10"), PDF_MINIMO);
    assert_eq!(
        baixar(&portal).unwrap(),
        json!({
            "avisos": [],
            "dados": { "conta": "1140001234" },
            "data_vencimento": "2026-11-10",
            "valor": "1234.56",
            "numero": "F-10",
        })
    );
    let guardados = portal.guardados();
    assert_eq!(guardados.len(), 1);
    assert_eq!(
        (guardados[0].rotulo.as_str(), guardados[0].nome.as_str()),
        ("fatura", "668f8a715aababac_10-11-2026.pdf")
    );
}

#[test]
fn a_consulta_e_a_do_portal_e_sai_do_endereco_do_cadastro() {
    let portal = portal(&[&["1140001234"]]).responde(PDF, PDF_MINIMO);
    baixar(&portal).unwrap();
    let consulta = "abrir https://portal.exemplo.com.br/todas-as-contas?cnpj=11222333000181&limit=10&offset=0\
                    &paymentStatus=em_aberto&paymentStatus=sem_status\
                    &refDateStart=2026-10-01T04%3A00%3A00.000Z&refDateEnd=2026-10-31T04%3A00%3A00.000Z";
    assert!(portal.comandos().iter().any(|comando| comando == consulta), "{:#?}", portal.comandos());
}

/// No robô antigo, a tabela lida cedo demais fazia clicar na primeira linha, de outro serviço.
#[test]
fn espera_a_tabela_responder_antes_de_escolher() {
    let portal = portal(&[&["1150007777", "1140001234"]]).responde(PDF, PDF_MINIMO);
    baixar(&portal).unwrap();
    assert_eq!(portal.contar(&format!("clicar {}", linha_da_conta("1140001234"))), 1);
    assert_eq!(portal.contar(&format!("clicar {}", linha_da_conta("1150007777"))), 0);
}

#[test]
fn acha_a_conta_que_esta_depois_da_decima() {
    let dez: Vec<String> = (0..10).map(|n| format!("11500000{n:02}")).collect();
    let dez: Vec<&str> = dez.iter().map(String::as_str).collect();
    let portal = portal(&[&dez, &["1140001234"]]).responde(PDF, PDF_MINIMO);
    assert_eq!(baixar(&portal).unwrap()["dados"]["conta"], "1140001234");

    // E a que está na primeira, com uma segunda página vazia, exige voltar a ela.
    let mut dez = dez;
    dez[3] = "1140001234";
    let portal = self::portal(&[&dez, &[]]).responde(PDF, PDF_MINIMO);
    assert_eq!(baixar(&portal).unwrap()["dados"]["conta"], "1140001234");
    assert_eq!(portal.contar(&format!("clicar {FILTRAR}")), 3);
}

#[test]
fn conta_so_parecida_vem_com_aviso() {
    let portal = portal(&[&["1150007777", "1140001239"]]).responde(PDF, PDF_MINIMO);
    let saida = baixar(&portal).unwrap();
    assert!(saida["avisos"][0].as_str().unwrap().contains("1140001239"), "{saida}");
}

#[test]
fn sem_conta_no_mes_ou_sem_a_linha_a_fatura_esta_indisponivel() {
    for contas in [&[][..], &["1150007777"][..]] {
        assert_eq!(codigo(&portal(&[contas])), ("fatura_indisponivel".to_owned(), Classe::Negocio));
    }
}

#[test]
fn duas_contas_da_mesma_linha_sao_ambiguas() {
    let portal = portal(&[&["1140001234", "1140001234"]]);
    assert_eq!(codigo(&portal), ("fatura_ambigua".to_owned(), Classe::Negocio));
}

#[test]
fn servico_sem_telefone_nem_entra_no_portal() {
    let portal = Portal::novo();
    let mut parametros = parametros();
    parametros["servico"] = "Link Dedicado".into();
    let erro = Oi.executar("baixar-fatura", parametros, &portal.contexto()).unwrap_err();
    assert_eq!(erro.codigo(), "parametro_invalido");
    assert!(portal.comandos().is_empty());
}

#[test]
fn o_que_nao_e_pdf_inteiro_nunca_e_entregue() {
    let casos: [(&[u8], &str); 4] = [
        (b"<html>Entre de novo</html>", "arquivo_invalido"),
        (br#"{"erro":"x"}"#, "arquivo_invalido"),
        (b"%PDF-1.7 cortado", "arquivo_invalido"),
        (b"", "arquivo_invalido"),
    ];
    for (conteudo, esperado) in casos {
        let portal = portal(&[&["1140001234"]]).responde(PDF, conteudo);
        assert_eq!(codigo(&portal), (esperado.to_owned(), Classe::Tecnico));
        assert!(portal.guardados().is_empty());
    }
}

#[test]
fn sessao_caida_e_tecnica_onde_quer_que_caia() {
    let no_pdf = portal(&[&["1140001234"]]).falha(PDF, "http_401");
    assert_eq!(codigo(&no_pdf), ("sessao_expirada".to_owned(), Classe::Tecnico));

    // Ao filtrar, o portal volta ao login.
    let na_lista = Portal::novo()
        .pagina(Pagina::nova("lista").em("offset=0&").com(FILTRAR, No::novo().vai("entrada")))
        .pagina(pagina_de_login())
        .pagina(formulario_de_login(No::novo().ao_clicar(Reacao::IrRaiz("inicio".into()))))
        .pagina(Pagina::nova("inicio").com(VER_CONTAS, No::novo().vai("contas")))
        .pagina(Pagina::nova("contas").com(FILTRO_DE_CNPJ, No::novo()));
    assert_eq!(codigo(&na_lista), ("sessao_expirada".to_owned(), Classe::Tecnico));
}

#[test]
fn outras_operacoes_nao_sao_suportadas() {
    let erro = Oi.executar("enviar-fatura", parametros(), &Portal::novo().contexto()).unwrap_err();
    assert_eq!(erro.codigo(), "operacao_nao_suportada");
}

#[test]
fn o_manifesto_declara_o_que_o_plugin_faz_e_pede() {
    let manifesto = Rpa::manifesto(&Oi).json();
    assert_eq!(manifesto["nome"], "oi");
    assert_eq!(manifesto["operacoes"][0]["nome"], "baixar-fatura");
    assert_eq!(manifesto["operacoes"][0]["so_leitura"], true);
    assert_eq!(manifesto["segredos"], json!(["senha_portal"]));
    assert_eq!(manifesto["permissoes"], json!([]));
}
