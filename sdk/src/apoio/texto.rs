//! Pequenas limpezas de texto.

use crate::codigos;
use crate::erro::Erro;

/// Só os dígitos ASCII.
///
/// ```
/// assert_eq!(esteira_sdk::apoio::texto::so_digitos("(11) 4000-0000"), "1140000000");
/// ```
pub fn so_digitos(texto: &str) -> String {
    texto.chars().filter(char::is_ascii_digit).collect()
}

/// Sem espaço nas pontas e com um só espaço (comum) entre palavras.
pub fn sem_espacos_a_mais(texto: &str) -> String {
    texto.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Para comparar nomes: espaços juntos e minúsculas. Acentos contam: `São` não é `Sao`.
///
/// ```
/// use esteira_sdk::apoio::texto::para_comparar;
/// assert_eq!(para_comparar("  Empresa\u{a0} EXEMPLO "), para_comparar("empresa exemplo"));
/// ```
pub fn para_comparar(texto: &str) -> String {
    sem_espacos_a_mais(texto).to_lowercase()
}

/// Valor em reais como os portais o mostram (`R$ 1.234,56`, `1234,56`, `1234.56`) na forma do contrato: `1234.56`.
///
/// ```
/// assert_eq!(esteira_sdk::apoio::texto::valor("R$ 1.234,56")?, "1234.56");
/// # Ok::<(), esteira_sdk::Erro>(())
/// ```
pub fn valor(texto: &str) -> Result<String, Erro> {
    ler_valor(texto).ok_or_else(|| {
        Erro::tecnico(codigos::LEIAUTE_MUDOU, format!("\"{texto}\" não é um valor em reais; o esperado é 1.234,56"))
    })
}

fn ler_valor(texto: &str) -> Option<String> {
    let limpo = texto.trim().trim_start_matches("R$").trim();
    let (inteiro, centavos) = match limpo.rsplit_once(',') {
        Some((inteiro, centavos)) => (sem_pontos_de_milhar(inteiro)?, centavos),
        None => {
            let (inteiro, centavos) = limpo.rsplit_once('.')?;
            (inteiro.to_owned(), centavos)
        }
    };
    let digitos = |parte: &str| !parte.is_empty() && parte.bytes().all(|b| b.is_ascii_digit());
    if !digitos(&inteiro) || !digitos(centavos) || centavos.len() != 2 {
        return None;
    }
    let sem_zeros = inteiro.trim_start_matches('0');
    Some(format!("{}.{centavos}", if sem_zeros.is_empty() { "0" } else { sem_zeros }))
}

/// Pontos só de três em três casas; `1.23` antes da vírgula não é milhar.
fn sem_pontos_de_milhar(inteiro: &str) -> Option<String> {
    let mut grupos = inteiro.split('.');
    let primeiro = grupos.next()?;
    let resto: Vec<&str> = grupos.collect();
    let bem_formado = resto.is_empty() || ((1..=3).contains(&primeiro.len()) && resto.iter().all(|g| g.len() == 3));
    bem_formado.then(|| format!("{primeiro}{}", resto.concat()))
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn valor_em_reais_vira_a_forma_do_contrato_ou_e_recusado() {
        for (texto, esperado) in
            [("R$ 1.234,56", "1234.56"), ("0,05", "0.05"), ("1234.56", "1234.56"), ("R$1.000.000,00", "1000000.00")]
        {
            assert_eq!(valor(texto).unwrap(), esperado, "{texto}");
        }
        for texto in ["", "R$", "1.23,45", "1.234", "12,5", "-1,00", "1,2,34"] {
            assert!(valor(texto).is_err(), "{texto}");
        }
    }
}
