//! Módulo 10 e módulo 11 dos documentos de pagamento (FEBRABAN). Recebem e devolvem algarismos ASCII.

/// Módulo 10: da direita, pesos 2, 1, 2, 1…; somam-se os algarismos dos produtos.
pub(crate) fn modulo_10<'a>(digitos: impl DoubleEndedIterator<Item = &'a u8>) -> u8 {
    let soma: u32 = digitos
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(digito, peso)| u32::from(digito - b'0') * peso)
        .map(|produto| produto / 10 + produto % 10)
        .sum();
    b'0' + ((10 - soma % 10) % 10) as u8
}

/// Módulo 11 de arrecadação: resto 0 ou 1 → 0; 10 → 1; senão 11 − resto.
pub(crate) fn modulo_11_arrecadacao<'a>(digitos: impl DoubleEndedIterator<Item = &'a u8>) -> u8 {
    match resto_11(digitos) {
        0 | 1 => b'0',
        10 => b'1',
        resto => b'0' + (11 - resto) as u8,
    }
}

/// Módulo 11 do dígito geral do boleto: 11 − resto, e 0, 10 ou 11 → 1 (nunca zero).
pub(crate) fn modulo_11_boleto<'a>(digitos: impl DoubleEndedIterator<Item = &'a u8>) -> u8 {
    match 11 - resto_11(digitos) {
        10 | 11 => b'1',
        digito => b'0' + digito as u8,
    }
}

/// Soma com pesos de 2 a 9 da direita para a esquerda, em ciclo, módulo 11.
fn resto_11<'a>(digitos: impl DoubleEndedIterator<Item = &'a u8>) -> u32 {
    digitos.rev().zip((2..=9).cycle()).map(|(digito, peso)| u32::from(digito - b'0') * peso).sum::<u32>() % 11
}
