//! Lê o que interessa no texto extraído de uma fatura: vencimento, valor, mês, CNPJs e linhas digitáveis.
//!
//! Tolerante: cada operadora escreve e arruma do seu jeito. O valor de um rótulo está na mesma linha, depois dele, ou sozinho entre os seus iguais numa das
//! seguintes (quando os rótulos formam um cabeçalho de tabela). O que não se acha, ou pode ser mais de um, fica ausente; nada é inventado.

use chrono::NaiveDate;
use esteira_base::{Cnpj, Dinheiro, MesAno};
use serde::{Deserialize, Serialize};

use super::linhas;
use super::texto::{dobrar, palavras};
use super::trechos::{data, dinheiro, meses};
use crate::linha_digitavel::LinhaDigitavel;

/// Quantas linhas com texto se olham depois da do rótulo.
const LINHAS_DEPOIS: usize = 2;
/// Quantos CNPJs diferentes se guardam; uma fatura tem dois ou três.
const MAXIMO_CNPJS: usize = 50;

/// Rótulos, do mais certo ao mais vago, já dobrados.
const ROTULOS_VENCIMENTO: &[&str] = &["data de vencimento", "data do vencimento", "vencimento", "vence em"];
const ROTULOS_VALOR: &[&str] = &[
    "total a pagar",
    "valor a pagar",
    "total da fatura",
    "total da conta",
    "valor da fatura",
    "valor da conta",
    "valor do documento",
    "valor cobrado",
    "valor total",
    ROTULO_VAGO,
];
/// Sozinho quer dizer o total; seguido de qualquer palavra, outra coisa.
const ROTULO_VAGO: &str = "valor";
const ROTULOS_MES: &[&str] =
    &["mes de referencia", "mes referencia", "mes/ano", "referencia", "competencia", "mes de cobranca"];
/// Seguido disto, o rótulo fala de outra coisa (`vencimento anterior`, `valor dos serviços`).
const DESVIOS: &[&str] = &["anterior", "anteriores", "do", "dos", "da", "das", "de", "por", "unitario", "contratado"];

/// O que se leu; ausente é o que não se achou.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeituraDaFatura {
    /// Com dígitos certos, sem repetição, na ordem em que aparecem: costumam ser o da operadora e o do cliente.
    pub cnpjs: Vec<Cnpj>,
    pub vencimento: Option<NaiveDate>,
    pub valor: Option<Dinheiro>,
    pub mes_ano: Option<MesAno>,
    /// Com todos os dígitos verificadores certos, sem repetição.
    pub linhas_digitaveis: Vec<LinhaDigitavel>,
    /// Quantas linhas impressas têm a forma certa e algum dígito verificador errado.
    pub linhas_recusadas: usize,
}

impl LeituraDaFatura {
    /// O valor que as linhas digitáveis trazem, se trazem um só.
    pub fn valor_das_linhas(&self) -> Option<Dinheiro> {
        let mut valores = self.linhas_digitaveis.iter().filter_map(|linha| linha.codigo_barras().valor());
        let primeiro = valores.next()?;
        valores.all(|valor| valor == primeiro).then_some(primeiro)
    }
}

/// Lê o texto de uma fatura.
pub fn interpretar(texto: &str) -> LeituraDaFatura {
    let dobrado = dobrar(texto);
    let linhas: Vec<String> = dobrado.lines().map(so_um_espaco).filter(|linha| !linha.is_empty()).collect();
    let achadas = linhas::achar(&dobrado);
    LeituraDaFatura {
        cnpjs: cnpjs(&dobrado),
        vencimento: rotulado(&linhas, ROTULOS_VENCIMENTO, |trecho| palavras(trecho).filter_map(data).collect()),
        valor: rotulado(&linhas, ROTULOS_VALOR, |trecho| palavras(trecho).filter_map(dinheiro).collect()),
        mes_ano: rotulado(&linhas, ROTULOS_MES, meses),
        linhas_digitaveis: achadas.validas,
        linhas_recusadas: achadas.recusadas,
    }
}

fn so_um_espaco(linha: &str) -> String {
    linha.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// O valor junto do rótulo mais certo: o primeiro na mesma linha, ou o único da primeira das linhas seguintes que tem algum. Se ali há dois (emissão e
/// vencimento, multa e total), não se sabe de qual coluna é cada um.
fn rotulado<T>(linhas: &[String], rotulos: &[&str], ler: impl Fn(&str) -> Vec<T>) -> Option<T> {
    rotulos.iter().find_map(|rotulo| {
        (0..linhas.len()).find_map(|posicao| {
            let mesma_linha = ler(depois_do_rotulo(&linhas[posicao], rotulo)?).into_iter().next();
            mesma_linha.or_else(|| {
                let seguintes = linhas[posicao + 1..].iter().take(LINHAS_DEPOIS);
                let mut achados = seguintes.map(|linha| ler(linha)).find(|achados| !achados.is_empty())?;
                achados.pop().filter(|_| achados.is_empty())
            })
        })
    })
}

/// O resto da linha depois do rótulo, se ele está nela como palavra inteira e não fala de outra coisa.
fn depois_do_rotulo<'a>(linha: &'a str, rotulo: &str) -> Option<&'a str> {
    linha.match_indices(rotulo).find_map(|(inicio, _)| {
        let depois = &linha[inicio + rotulo.len()..];
        let inteiro = !linha[..inicio].ends_with(char::is_alphanumeric) && !depois.starts_with(char::is_alphabetic);
        let desvia = palavras(depois).next().is_some_and(|palavra| {
            DESVIOS.contains(&palavra) || (rotulo == ROTULO_VAGO && palavra.chars().all(char::is_alphabetic))
        });
        (inteiro && !desvia).then_some(depois)
    })
}

/// CNPJs com máscara em qualquer lugar; sem máscara, só logo depois da palavra CNPJ: fora dela, 14 algarismos podem ser qualquer coisa.
fn cnpjs(texto: &str) -> Vec<Cnpj> {
    let mut achados = Vec::new();
    let mut apos_rotulo = false;
    for palavra in palavras(texto) {
        let mascarado = palavra.len() == 18 && palavra.matches('.').count() == 2 && palavra.contains('/');
        let nu = apos_rotulo && palavra.len() == esteira_base::cnpj::TAMANHO;
        if (mascarado || nu)
            && achados.len() < MAXIMO_CNPJS
            && let Ok(cnpj) = palavra.parse::<Cnpj>()
            && !achados.contains(&cnpj)
        {
            achados.push(cnpj);
        }
        apos_rotulo = palavra.contains("cnpj");
    }
    achados
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    const LINHA: &str = "84680000001-6 23450109202-2 51110123456-1 78901234567-2";

    fn lida() -> LeituraDaFatura {
        LeituraDaFatura {
            cnpjs: vec!["33000167000101".parse().unwrap(), "12ABC34501DE35".parse().unwrap()],
            vencimento: NaiveDate::from_ymd_opt(2026, 11, 10),
            valor: Some(Dinheiro::de_centavos(12_345)),
            mes_ano: "2026-10".parse().ok(),
            linhas_digitaveis: vec![LINHA.parse().unwrap()],
            linhas_recusadas: 0,
        }
    }

    #[test]
    fn le_rotulo_e_valor_na_mesma_linha() {
        let texto = format!(
            "Operadora Exemplo S.A. CNPJ: 33.000.167/0001-01\nCliente: Empresa Exemplo\nCNPJ 12ABC34501DE35\n\
             Mês de referência: 10/2026\nVencimento: 10/11/2026\nTotal a pagar: R$ 123,45\n{LINHA}\n"
        );
        assert_eq!(interpretar(&texto), lida());
    }

    #[test]
    fn le_cabecalho_de_tabela_com_os_valores_na_linha_de_baixo() {
        let texto = format!(
            "CNPJ/CPF 33.000.167/0001-01 e 12.ABC.345/01DE-35\n\nVENCIMENTO   REFERÊNCIA   TOTAL A PAGAR (R$)\n\n10/11/2026   OUT/2026   123,45\n{LINHA}"
        );
        assert_eq!(interpretar(&texto), lida());
    }

    /// O texto tal como sai de um PDF com quadros: o rótulo numa linha, o valor na seguinte.
    #[test]
    fn le_o_valor_sozinho_na_linha_de_baixo() {
        let texto = "Cliente: Clínica Boa Vista S/S\n\nCNPJ: 99.000.002/0001-48\n\nMês de referência: 11/2026\n\nVencimento\n10/12/2026\n \
                     Total a pagar\nR$ 1.304,97\n\nAssinatura 1.043,97\n\nPague até o vencimento em qualquer banco.\n\n\
                     84630000013-6 04970109202-2 61210114000-4 56782026110-3\n\n84630000013049701092026121011400056782026110\n";
        let leitura = interpretar(texto);
        assert_eq!(leitura.vencimento, NaiveDate::from_ymd_opt(2026, 12, 10));
        assert_eq!(leitura.valor, Some(Dinheiro::de_centavos(130_497)));
        assert_eq!(leitura.mes_ano, "2026-11".parse().ok());
        assert_eq!(leitura.valor_das_linhas(), leitura.valor);
        assert_eq!((leitura.cnpjs.len(), leitura.linhas_digitaveis.len()), (1, 1));
    }

    #[test]
    fn rotulo_de_outra_coisa_nao_engana() {
        let texto = "Vencimento anterior: 10/10/2026\nValor dos serviços: 99,00\nValor total de descontos 5,00\n\
                     Desvalor 1,00\nData de vencimento 10/11/2026\nValor: 123,45";
        let leitura = interpretar(texto);
        assert_eq!(leitura.vencimento, NaiveDate::from_ymd_opt(2026, 11, 10));
        assert_eq!(leitura.valor, Some(Dinheiro::de_centavos(12_345)));
    }

    #[test]
    fn duas_datas_sob_o_cabecalho_nao_dao_vencimento() {
        let leitura = interpretar("Emissão  Vencimento  Multa  Total a pagar\n01/10/2026  10/11/2026  2,00  123,45");
        assert_eq!((leitura.vencimento, leitura.valor), (None, None));
    }

    #[test]
    fn o_que_nao_esta_no_texto_fica_ausente() {
        assert_eq!(interpretar("Bom dia.\nEmitida em 01/10/2026, conta 12345678901234"), LeituraDaFatura::default());
    }

    #[test]
    fn linhas_de_valores_diferentes_nao_dao_valor() {
        let mut leitura = lida();
        assert_eq!(leitura.valor_das_linhas(), Some(Dinheiro::de_centavos(12_345)));
        leitura.linhas_digitaveis.push("34191.23454 67890.123457 67890.123457 7 12610000015990".parse().unwrap());
        assert_eq!(leitura.valor_das_linhas(), None);
    }

    proptest! {
        #[test]
        fn texto_qualquer_nunca_derruba(texto in "(\\PC{0,12}|vencimento|valor|cnpj|[0-9./ -]{0,50}|\n){0,12}") {
            let _ = interpretar(&texto);
        }
    }
}
