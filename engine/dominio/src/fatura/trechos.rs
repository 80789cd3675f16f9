//! Reconhece datas, valores e meses numa palavra ou num trecho de texto já dobrado (minúsculas, sem acento).

use chrono::{Datelike, NaiveDate};
use esteira_base::{Dinheiro, MesAno};

use super::texto::palavras;

/// Meses como aparecem em faturas; os três primeiros caracteres bastam (`outubro`, `out`).
const MESES: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "marco",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

/// `DD/MM/AAAA`, `DD-MM-AAAA`, `DD.MM.AAAA` ou `DD/MM/AA`.
pub(super) fn data(palavra: &str) -> Option<NaiveDate> {
    let partes: Vec<&str> = palavra.split(['/', '-', '.']).collect();
    let [dia, mes, ano] = partes[..] else { return None };
    if dia.len() != 2 || mes.len() != 2 || !so_digitos(dia) || !so_digitos(mes) || !so_digitos(ano) {
        return None;
    }
    let ano = match ano.len() {
        4 => ano.parse().ok()?,
        2 if palavra.contains('/') => 2000 + ano.parse::<i32>().ok()?,
        _ => return None,
    };
    let data = NaiveDate::from_ymd_opt(ano, mes.parse().ok()?, dia.parse().ok()?)?;
    MesAno::novo(data.year(), data.month()).is_ok().then_some(data)
}

/// Valor com duas casas depois da vírgula, com ou sem `R$`: é o que distingue dinheiro de um número qualquer.
pub(super) fn dinheiro(palavra: &str) -> Option<Dinheiro> {
    let numero = palavra.strip_prefix("r$").unwrap_or(palavra);
    let (_, decimais) = numero.split_once(',')?;
    (decimais.len() == 2).then(|| numero.parse().ok()).flatten()
}

/// Os meses do trecho: `10/2026`, `2026-10`, `outubro/2026`, `out/26` ou `outubro de 2026`.
pub(super) fn meses(trecho: &str) -> Vec<MesAno> {
    let palavras: Vec<&str> = palavras(trecho).collect();
    let ler = |(posicao, palavra): (usize, &&str)| {
        let depois = palavras[posicao + 1..].iter().copied().find(|p| *p != "de");
        palavra.parse().ok().or_else(|| mes_com_nome(palavra, depois))
    };
    palavras.iter().enumerate().filter_map(ler).collect()
}

fn mes_com_nome(palavra: &str, depois: Option<&str>) -> Option<MesAno> {
    let (nome, ano) = match palavra.split_once(['/', '-']) {
        Some(partes) => partes,
        None => (palavra, depois?),
    };
    let posicao = MESES.iter().position(|mes| *mes == nome || (nome.len() == 3 && mes.starts_with(nome)))?;
    let ano = match ano.len() {
        4 if so_digitos(ano) => ano.parse().ok()?,
        2 if so_digitos(ano) && palavra != nome => 2000 + ano.parse::<i32>().ok()?,
        _ => return None,
    };
    MesAno::novo(ano, u32::try_from(posicao).ok()? + 1).ok()
}

fn so_digitos(texto: &str) -> bool {
    !texto.is_empty() && texto.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn reconhece_as_escritas_de_data() {
        let esperada = NaiveDate::from_ymd_opt(2026, 11, 5);
        for texto in ["05/11/2026", "05-11-2026", "05.11.2026", "05/11/26"] {
            assert_eq!(data(texto), esperada, "{texto}");
        }
        for texto in ["31/02/2026", "5/11/2026", "05/11/226", "11/2026", "05-11-26", "05/11/1026"] {
            assert_eq!(data(texto), None, "{texto}");
        }
    }

    #[test]
    fn reconhece_as_escritas_de_mes() {
        let esperado: MesAno = "2026-03".parse().unwrap();
        for texto in ["03/2026", "2026-03", "marco/2026", "mar/26", "marco de 2026", "mes mar 2026"] {
            assert_eq!(meses(texto), [esperado], "{texto}");
        }
        for texto in ["13/2026", "marcos 2026", "mar 26", "01/03/2026"] {
            assert_eq!(meses(texto), [], "{texto}");
        }
    }

    #[test]
    fn dinheiro_precisa_de_centavos() {
        assert_eq!(dinheiro("r$1.234,56"), Some(Dinheiro::de_centavos(123_456)));
        for texto in ["1.234", "12,3", "12,345", "12,34%", "100"] {
            assert_eq!(dinheiro(texto), None, "{texto}");
        }
    }
}
