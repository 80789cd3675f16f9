//! Cortar o texto que o canal não aceita inteiro, dizendo que se cortou. Puro.

/// O que se põe no fim do texto cortado.
const AVISO: &str = "\n\n[mensagem cortada: o resto está na Esteira]";

/// O texto com até `maximo` unidades UTF-16, que é como os canais contam.
pub(super) fn cortar(texto: &str, maximo: usize) -> String {
    if texto.encode_utf16().count() <= maximo {
        return texto.to_owned();
    }
    let cabe = maximo.saturating_sub(AVISO.encode_utf16().count());
    let mut usado = 0;
    let inteiros = texto.chars().take_while(|letra| {
        usado += letra.len_utf16();
        usado <= cabe
    });
    inteiros.collect::<String>() + AVISO
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_longo_se_corta_com_aviso_e_sem_partir_letra() {
        assert_eq!(cortar("curto", 100), "curto");
        for texto in ["a".repeat(5_000), "📄".repeat(3_000)] {
            let cortado = cortar(&texto, 4_096);
            assert!(cortado.encode_utf16().count() <= 4_096 && cortado.ends_with(AVISO));
            assert!(cortado.encode_utf16().count() > 4_090, "corta-se só o que não cabe");
        }
    }
}
