//! Como as telas brasileiras escrevem dinheiro, data e CNPJ, e como comparam nomes.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime};
use esteira_base::Instante;

/// Horário de Brasília, sem horário de verão desde 2019.
const BRASILIA_S: i32 = -3 * 3600;

/// `123456` → `1.234,56`.
pub(crate) fn reais(centavos: u64) -> String {
    let inteiro = (centavos / 100).to_string();
    let mut milhares = String::new();
    for (i, digito) in inteiro.chars().enumerate() {
        if i > 0 && (inteiro.len() - i).is_multiple_of(3) {
            milhares.push('.');
        }
        milhares.push(digito);
    }
    format!("{milhares},{:02}", centavos % 100)
}

/// `DD/MM/AAAA`.
pub(crate) fn data_br(data: NaiveDate) -> String {
    data.format("%d/%m/%Y").to_string()
}

/// Data e hora em Brasília.
pub(crate) fn em_brasilia(instante: Instante) -> NaiveDateTime {
    let utc = instante.data_hora();
    FixedOffset::east_opt(BRASILIA_S).map_or(utc.naive_utc(), |fuso| utc.with_timezone(&fuso).naive_local())
}

/// `DD/MM/AAAA HH:MM:SS`, em Brasília.
pub(crate) fn momento_br(instante: Instante) -> String {
    em_brasilia(instante).format("%d/%m/%Y %H:%M:%S").to_string()
}

/// `2026-10` → `10/2026`. O que não tem essa forma sai como entrou.
pub(crate) fn mes_br(mes_ano: &str) -> String {
    match mes_ano.split_once('-') {
        Some((ano, mes)) => format!("{mes}/{ano}"),
        None => mes_ano.to_owned(),
    }
}

/// `99000001000101` → `99.000.001/0001-01`. O que não tem 14 posições sai como entrou.
pub(crate) fn cnpj_com_mascara(cnpj: &str) -> String {
    if cnpj.len() != 14 || !cnpj.is_ascii() {
        return cnpj.to_owned();
    }
    format!("{}.{}.{}/{}-{}", &cnpj[..2], &cnpj[2..5], &cnpj[5..8], &cnpj[8..12], &cnpj[12..])
}

/// Minúsculas e sem acento, para procurar como quem digita com pressa.
pub(crate) fn simplificado(texto: &str) -> String {
    texto
        .to_lowercase()
        .chars()
        .map(|letra| match letra {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'ê' | 'è' | 'ë' => 'e',
            'í' | 'î' | 'ì' | 'ï' => 'i',
            'ó' | 'ô' | 'õ' | 'ò' | 'ö' => 'o',
            'ú' | 'û' | 'ù' | 'ü' => 'u',
            'ç' => 'c',
            outra => outra,
        })
        .collect()
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn dinheiro_separa_milhares() {
        let esperados = [(5, "0,05"), (12_345, "123,45"), (123_456, "1.234,56"), (123_456_700, "1.234.567,00")];
        for (centavos, texto) in esperados {
            assert_eq!(reais(centavos), texto);
        }
    }
}
