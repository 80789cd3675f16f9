//! O tipo de um escalar sem aspas, pelo esquema central do YAML 1.2 (<https://yaml.org/spec/1.2.2/#103-core-schema>).

use super::Valor;

/// `None` quando é número que cada programa lê de um jeito (zero à esquerda, grande demais): quem escreveu tem de pôr aspas.
pub(super) fn resolver(texto: &str) -> Option<Valor> {
    match texto {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Valor::Nulo),
        "true" | "True" | "TRUE" => return Some(Valor::Logico(true)),
        "false" | "False" | "FALSE" => return Some(Valor::Logico(false)),
        _ => {}
    }
    let sem_sinal = texto.strip_prefix(['-', '+']).unwrap_or(texto);
    if !sem_sinal.is_empty() && sem_sinal.bytes().all(|b| b.is_ascii_digit()) {
        let zero_a_esquerda = sem_sinal.len() > 1 && sem_sinal.starts_with('0');
        return if zero_a_esquerda { None } else { texto.parse().ok().map(Valor::Inteiro) };
    }
    if e_decimal(sem_sinal) {
        return texto.parse::<f64>().ok().filter(|decimal| decimal.is_finite()).map(Valor::Decimal);
    }
    Some(Valor::Texto(texto.to_owned()))
}

/// `1.5`, `.5`, `1e3`: `[0-9]*(\.[0-9]*)?([eE][-+]?[0-9]+)?` com ao menos um algarismo na frente.
fn e_decimal(texto: &str) -> bool {
    let (mantissa, expoente) = texto.split_once(['e', 'E']).map_or((texto, None), |(m, e)| (m, Some(e)));
    let algarismos = |parte: &str| parte.bytes().all(|b| b.is_ascii_digit());
    let (inteira, fracao) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let expoente_bom = expoente.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && algarismos(e)
    });
    algarismos(inteira) && algarismos(fracao) && !(inteira.is_empty() && fracao.is_empty()) && expoente_bom
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn sim_e_nao_sao_texto_e_numero_ambiguo_nao_se_adivinha() {
        for texto in ["yes", "no", "on", "sim", "2d", "1.2.3", "e5", "2026-11-22", "-", "."] {
            assert!(matches!(resolver(texto), Some(Valor::Texto(_))), "{texto}");
        }
        assert!(matches!(resolver("-12"), Some(Valor::Inteiro(-12))));
        assert!(matches!(resolver("0.2"), Some(Valor::Decimal(_))));
        for ambiguo in ["007", "99999999999999999999", "1e999"] {
            assert!(resolver(ambiguo).is_none(), "{ambiguo}");
        }
    }
}
