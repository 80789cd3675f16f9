//! A consulta de contas: lê os parâmetros do endereço e filtra de verdade. Puro.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::dados::{ContaOi, FaturaOi, SituacaoOi};

const LIMITE_PADRAO: usize = 10;
const LIMITE_MAXIMO: usize = 100;
/// O portal escreve as datas como meia-noite em UTC-4: `2026-10-01T04:00:00.000Z`.
const FUSO_DO_PORTAL_S: i32 = -4 * 3600;

/// Os filtros de `/todas-as-contas`. Ausente = não filtra.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Consulta {
    pub(super) cnpj: Option<String>,
    pub(super) limite: usize,
    pub(super) inicio: usize,
    pub(super) situacoes: Vec<String>,
    pub(super) desde: Option<NaiveDate>,
    pub(super) ate: Option<NaiveDate>,
}

/// Uma linha da tabela.
#[derive(Debug)]
pub(super) struct Linha<'c> {
    pub(super) conta: &'c ContaOi,
    pub(super) telefone: &'c str,
    pub(super) fatura: &'c FaturaOi,
}

impl Consulta {
    /// Lê os pares do endereço. Os desconhecidos são ignorados; um valor ilegível é erro, com o que escrever no lugar.
    pub(super) fn ler(pares: &[(String, String)]) -> Result<Self, String> {
        let valor = |nome: &str| pares.iter().find(|(n, v)| n == nome && !v.is_empty()).map(|(_, v)| v.as_str());
        let numero = |nome: &str, padrao: usize| {
            valor(nome).map_or(Ok(padrao), |texto| {
                texto.parse().map_err(|_| format!("{nome} \"{texto}\": escreva um número inteiro"))
            })
        };
        let data = |nome: &str| valor(nome).map(|texto| dia_no_portal(nome, texto)).transpose();
        Ok(Self {
            cnpj: valor("cnpj").map(|texto| texto.chars().filter(char::is_ascii_alphanumeric).collect()),
            limite: numero("limit", LIMITE_PADRAO)?.min(LIMITE_MAXIMO),
            inicio: numero("offset", 0)?,
            situacoes: pares.iter().filter(|(nome, _)| nome == "paymentStatus").map(|(_, v)| v.clone()).collect(),
            desde: data("refDateStart")?,
            ate: data("refDateEnd")?,
        })
    }

    /// A página pedida e o total sem paginar.
    pub(super) fn filtrar<'c>(&self, contas: &'c [ContaOi]) -> (Vec<Linha<'c>>, usize) {
        let achadas: Vec<_> = contas
            .iter()
            .filter(|conta| self.cnpj.as_ref().is_none_or(|cnpj| conta.cnpj.eq_ignore_ascii_case(cnpj)))
            .flat_map(|conta| {
                conta.servicos.iter().flat_map(move |servico| {
                    servico.faturas.iter().map(move |fatura| Linha { conta, telefone: &servico.telefone, fatura })
                })
            })
            .filter(|linha| self.aceita_situacao(linha.fatura.situacao) && self.aceita_mes(linha.fatura))
            .collect();
        let total = achadas.len();
        (achadas.into_iter().skip(self.inicio).take(self.limite).collect(), total)
    }

    fn aceita_situacao(&self, situacao: SituacaoOi) -> bool {
        self.situacoes.is_empty() || self.situacoes.iter().any(|pedida| pedida == situacao.codigo())
    }

    fn aceita_mes(&self, fatura: &FaturaOi) -> bool {
        fatura
            .data_de_referencia()
            .is_some_and(|dia| self.desde.is_none_or(|desde| dia >= desde) && self.ate.is_none_or(|ate| dia <= ate))
    }
}

fn dia_no_portal(nome: &str, texto: &str) -> Result<NaiveDate, String> {
    let instante = DateTime::parse_from_rfc3339(texto)
        .map_err(|_| format!("{nome} \"{texto}\": escreva como 2026-10-01T04:00:00.000Z"))?;
    let fuso = FixedOffset::east_opt(FUSO_DO_PORTAL_S).ok_or("fuso do portal fora do intervalo")?;
    Ok(instante.with_timezone(&fuso).date_naive())
}

#[cfg(test)]
mod testes {
    use super::*;

    fn pares(texto: &str) -> Vec<(String, String)> {
        texto
            .split('&')
            .filter_map(|par| par.split_once('='))
            .map(|(nome, valor)| (nome.to_owned(), valor.to_owned()))
            .collect()
    }

    fn codigos(consulta: &str, contas: &[ContaOi]) -> (Vec<String>, usize) {
        let (linhas, total) = Consulta::ler(&pares(consulta)).unwrap().filtrar(contas);
        (linhas.iter().map(|linha| linha.fatura.codigo.clone()).collect(), total)
    }

    #[test]
    fn a_consulta_do_legado_traz_so_o_mes_o_cnpj_e_as_situacoes_pedidas() {
        let contas = [
            ContaOi::nova("ana", "x")
                .com_fatura("1140001234", "2026-09", 1, "2026-10-10")
                .com_fatura("1140001234", "2026-10", 1, "2026-11-10")
                .com_fatura_em("1140001235", "2026-10", 1, "2026-11-10", SituacaoOi::SemStatus)
                .com_fatura_em("1140001236", "2026-10", 1, "2026-11-10", SituacaoOi::Paga)
                .com_fatura("1140001234", "2026-11", 1, "2026-12-10"),
            ContaOi::nova("ana", "x").de("Outra", "99000002000148").com_fatura(
                "1150000000",
                "2026-10",
                1,
                "2026-11-10",
            ),
        ];
        let legado = "cnpj=99000001000101&limit=10&offset=0&paymentStatus=em_aberto&paymentStatus=sem_status\
                      &refDateStart=2026-10-01T04:00:00.000Z&refDateEnd=2026-10-31T04:00:00.000Z";
        assert_eq!(codigos(legado, &contas), (vec!["1140001234202610".into(), "1140001235202610".into()], 2));
        assert_eq!(codigos("paymentStatus=paga", &contas), (vec!["1140001236202610".into()], 1));
        assert_eq!(codigos("", &contas).1, 6);
    }

    #[test]
    fn onze_contas_sao_duas_paginas() {
        let conta = (0..11).fold(ContaOi::nova("ana", "x"), |conta, i| {
            conta.com_fatura(&format!("11400012{i:02}"), "2026-10", 1, "2026-11-10")
        });
        let contas = [conta];
        assert_eq!(codigos("limit=10&offset=0", &contas).0.len(), 10);
        assert_eq!(codigos("limit=10&offset=10", &contas), (vec!["1140001210202610".into()], 11));
    }

    #[test]
    fn valor_ilegivel_diz_o_que_escrever() {
        for ruim in ["limit=dez", "offset=-1", "refDateStart=01/10/2026"] {
            assert!(Consulta::ler(&pares(ruim)).unwrap_err().contains("escreva"), "{ruim}");
        }
    }
}
