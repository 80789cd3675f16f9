//! Código de barras de arrecadação (FEBRABAN, "Layout Padrão de Arrecadação/Recebimento com Código de Barras" v4),
//! segmento 4 (telecomunicações), valor em reais com módulo 10 (identificador 6).

/// Dígitos do campo livre, posições 20 a 44.
pub const CAMPO_LIVRE: usize = 25;

/// Maior valor que cabe nas 11 posições do campo, em centavos.
pub const MAIOR_VALOR_CENTAVOS: u64 = 99_999_999_999;

/// Um código de barras e a linha que o representa.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrecadacao {
    /// 44 dígitos.
    pub barras: String,
    /// 48 dígitos: quatro blocos de onze e um verificador.
    pub linha: String,
}

impl Arrecadacao {
    /// `empresa` tem 4 dígitos e `livre` é cortado ou completado com zeros à direita; o que não for dígito vira zero.
    pub fn nova(valor_centavos: u64, empresa: u16, livre: &str) -> Self {
        let valor = valor_centavos.min(MAIOR_VALOR_CENTAVOS);
        let empresa = empresa % 10_000;
        let livre: String = livre.chars().map(|c| if c.is_ascii_digit() { c } else { '0' }).take(CAMPO_LIVRE).collect();
        let depois_do_verificador = format!("{valor:011}{empresa:04}{livre:0<CAMPO_LIVRE$}");
        let geral = modulo_10(&format!("846{depois_do_verificador}"));
        let barras = format!("846{geral}{depois_do_verificador}");
        let linha = (0..4)
            .map(|bloco| &barras[bloco * 11..(bloco + 1) * 11])
            .map(|bloco| format!("{bloco}{}", modulo_10(bloco)))
            .collect();
        Self { barras, linha }
    }

    /// Como se imprime: `84680000001-6 23450109202-2 …`.
    pub fn linha_impressa(&self) -> String {
        let blocos: Vec<_> = (0..4).map(|i| &self.linha[i * 12..(i + 1) * 12]).collect();
        blocos.iter().map(|bloco| format!("{}-{}", &bloco[..11], &bloco[11..])).collect::<Vec<_>>().join(" ")
    }
}

/// Pesos 2, 1, 2, 1… da direita; somam-se os algarismos de cada produto.
fn modulo_10(digitos: &str) -> u32 {
    let soma: u32 = digitos
        .bytes()
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(digito, peso)| {
            let produto = u32::from(digito - b'0') * peso;
            produto / 10 + produto % 10
        })
        .sum();
    (10 - soma % 10) % 10
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn confere_com_o_vetor_publicado() {
        let codigo = Arrecadacao::nova(12_345, 109, "2025111012345678901234567");
        assert_eq!(codigo.barras, "84680000001234501092025111012345678901234567");
        assert_eq!(codigo.linha, "846800000016234501092022511101234561789012345672");
        assert_eq!(codigo.linha_impressa(), "84680000001-6 23450109202-2 51110123456-1 78901234567-2");
    }

    #[test]
    fn entrada_estranha_ainda_da_44_digitos() {
        for livre in ["", "abc", "9".repeat(60).as_str(), "ção"] {
            let codigo = Arrecadacao::nova(u64::MAX, u16::MAX, livre);
            assert_eq!((codigo.barras.len(), codigo.linha.len()), (44, 48), "{livre}");
        }
    }
}
