use rstest::rstest;

use super::*;
use crate::detalhe::Fonte;

const TEXTO: &str = "Oi S.A. — Conta: 123.456-7\nInternet de casa";

fn data(dia: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, dia).unwrap()
}

fn centavos(centavos: i64) -> Dinheiro {
    Dinheiro::de_centavos(centavos)
}

fn leitura() -> LeituraDaFatura {
    LeituraDaFatura {
        cnpjs: vec!["33000167000101".parse().unwrap(), "12ABC34501DE35".parse().unwrap()],
        vencimento: Some(data(10)),
        valor: Some(centavos(12_345)),
        mes_ano: "2026-10".parse().ok(),
        linhas_digitaveis: vec!["846800000016234501092022511101234561789012345672".parse().unwrap()],
        linhas_recusadas: 0,
    }
}

fn detalhe() -> Detalhe {
    Detalhe {
        fonte: Fonte::FebrabanV3,
        cnpj_operadora: None,
        cnpj_cliente: "12ABC34501DE35".parse().ok(),
        vencimento: Some(data(10)),
        valor: Some(centavos(12_345)),
        mes_ano: "2026-10".parse().ok(),
        codigo_barras: Some(leitura().linhas_digitaveis[0].codigo_barras()),
    }
}

fn esperado() -> Esperado {
    Esperado {
        cnpj: "12ABC34501DE35".parse().unwrap(),
        mes_ano: "2026-10".parse().unwrap(),
        operadora: "Oi".to_owned(),
        outras_operadoras: vec!["Vivo".to_owned(), "NET".to_owned()],
        contas: vec!["1234567".to_owned(), "Internet".to_owned()],
        valor: None,
        vencimento: Some(data(10)),
        hoje: data(1),
    }
}

fn anterior(valor: i64) -> Anterior {
    Anterior { mes_ano: "2026-09".parse().unwrap(), valor: Some(centavos(valor)), data_vencimento: None }
}

fn historico() -> Historico {
    Historico { repetida: None, anteriores: vec![anterior(12_000), anterior(13_000)] }
}

struct Caso {
    texto: &'static str,
    leitura: LeituraDaFatura,
    detalhe: Option<Detalhe>,
    esperado: Esperado,
    historico: Historico,
}

impl Default for Caso {
    fn default() -> Self {
        Self {
            texto: TEXTO,
            leitura: leitura(),
            detalhe: Some(detalhe()),
            esperado: esperado(),
            historico: historico(),
        }
    }
}

impl Caso {
    fn itens(&self) -> Vec<ItemConferido> {
        let Self { texto, leitura, detalhe, esperado, historico } = self;
        conferir(&Documento { paginas: 2, texto, leitura, detalhe: detalhe.as_ref() }, esperado, historico)
    }

    fn com(&self, resultado: Resultado) -> Vec<&'static str> {
        self.itens().into_iter().filter(|i| i.resultado == resultado).map(|i| i.item).collect()
    }
}

#[test]
fn fatura_certa_passa_em_tudo() {
    let itens = Caso::default().itens();
    assert_eq!(pior(&itens), Resultado::Ok, "{itens:#?}");
    let ordem = [
        "paginas",
        "linha_digitavel",
        "valor",
        "vencimento",
        "cnpj",
        "mes_ano",
        "operadora",
        "conta",
        "repetida",
        "variacao",
    ];
    assert_eq!(itens.iter().map(|i| i.item).collect::<Vec<_>>(), ordem);
}

#[rstest]
#[case::valor_digitado("valor", Caso { esperado: Esperado { valor: Some(centavos(12_346)), ..esperado() }, ..Caso::default() })]
#[case::valor_impresso("valor", Caso { leitura: LeituraDaFatura { valor: Some(centavos(12_346)), ..leitura() }, ..Caso::default() })]
#[case::valor_do_detalhe("valor", Caso { detalhe: Some(Detalhe { valor: Some(centavos(1)), ..detalhe() }), ..Caso::default() })]
#[case::vencimento("vencimento", Caso { leitura: LeituraDaFatura { vencimento: Some(data(11)), ..leitura() }, ..Caso::default() })]
#[case::cnpj("cnpj", Caso { leitura: LeituraDaFatura { cnpjs: vec!["33000167000101".parse().unwrap()], ..leitura() }, ..Caso::default() })]
#[case::cnpj_do_detalhe("cnpj", Caso { detalhe: Some(Detalhe { cnpj_cliente: "33000167000101".parse().ok(), ..detalhe() }), ..Caso::default() })]
#[case::mes("mes_ano", Caso { leitura: LeituraDaFatura { mes_ano: "2026-09".parse().ok(), ..leitura() }, ..Caso::default() })]
#[case::mes_do_detalhe("mes_ano", Caso { detalhe: Some(Detalhe { mes_ano: "2026-09".parse().ok(), ..detalhe() }), ..Caso::default() })]
#[case::digito("linha_digitavel", Caso { leitura: LeituraDaFatura { linhas_recusadas: 1, ..leitura() }, ..Caso::default() })]
#[case::codigo_do_detalhe("linha_digitavel", Caso { detalhe: Some(Detalhe { codigo_barras: "34197126100000159901234567890123456789012345".parse().ok(), ..detalhe() }), ..Caso::default() })]
#[case::repetida("repetida", Caso { historico: Historico { repetida: Some(Repetida { cliente: "Outra".into(), mes_ano: "2026-10".parse().unwrap(), mesmo_arquivo: true }), ..historico() }, ..Caso::default() })]
fn divergencia_bloqueia(#[case] item: &str, #[case] caso: Caso) {
    assert_eq!(caso.com(Resultado::Bloqueia), [item]);
}

#[rstest]
#[case::vencida("vencimento", Caso { esperado: Esperado { hoje: data(20), ..esperado() }, ..Caso::default() })]
#[case::vence_longe("vencimento", Caso { detalhe: None, leitura: LeituraDaFatura { vencimento: NaiveDate::from_ymd_opt(2027, 2, 10), ..leitura() }, esperado: Esperado { vencimento: None, ..esperado() }, ..Caso::default() })]
#[case::outra_operadora("operadora", Caso { texto: "Vivo — conta 1234567", ..Caso::default() })]
#[case::sem_nome_de_operadora("operadora", Caso { texto: "conta 1234567 da internet", ..Caso::default() })]
#[case::outra_conta("conta", Caso { texto: "Oi, conta 7654321", ..Caso::default() })]
#[case::muito_mais_caro("variacao", Caso { historico: Historico { anteriores: vec![anterior(9_000)], ..historico() }, ..Caso::default() })]
#[case::muito_mais_barato("variacao", Caso { historico: Historico { anteriores: vec![anterior(20_000)], ..historico() }, ..Caso::default() })]
fn o_que_merece_um_olhar_e_aviso(#[case] item: &str, #[case] caso: Caso) {
    assert_eq!((caso.com(Resultado::Aviso), caso.com(Resultado::Bloqueia)), (vec![item], vec![]));
}

#[test]
fn o_que_nao_se_acha_e_aviso_e_nunca_ok() {
    let caso = Caso {
        texto: "",
        leitura: LeituraDaFatura::default(),
        detalhe: None,
        esperado: Esperado { vencimento: None, ..esperado() },
        ..Caso::default()
    };
    let avisos = ["linha_digitavel", "valor", "vencimento", "cnpj", "mes_ano", "operadora", "conta"];
    assert_eq!(caso.com(Resultado::Aviso), avisos);
}

#[test]
fn cnpj_de_outra_filial_serve() {
    let caso = Caso {
        detalhe: None,
        esperado: Esperado { cnpj: "33000167000101".parse().unwrap(), ..esperado() },
        leitura: LeituraDaFatura { cnpjs: vec!["33000167000292".parse().unwrap()], ..leitura() },
        ..Caso::default()
    };
    assert_eq!(caso.com(Resultado::Bloqueia), [""; 0], "{:#?}", caso.itens());
}
