//! CNPJ, numérico ou alfanumérico (a partir de julho de 2026: IN RFB 2.229/2024 e nota técnica conjunta 2025.001).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Quantos caracteres tem um CNPJ sem máscara.
pub const TAMANHO: usize = 14;
/// Quantos caracteres identificam a empresa; os quatro seguintes, o estabelecimento.
const TAMANHO_RAIZ: usize = 8;

/// Um CNPJ com os dígitos verificadores certos. Guarda-se e vai em JSON com 14 caracteres maiúsculos, sem máscara
/// ([`Cnpj::sem_mascara`]); para pessoas, `AA.AAA.AAA/AAAA-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cnpj([u8; TAMANHO]);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CnpjInvalido {
    #[error("CNPJ inválido: o caractere \"{0}\" não cabe num CNPJ; use letras e números")]
    Caractere(char),
    #[error(
        "CNPJ inválido: tem {0} caracteres, são 14; confira se a planilha não perdeu zeros à esquerda ou se não há dois CNPJs na célula"
    )]
    Tamanho(usize),
    #[error("CNPJ inválido: todos os caracteres são iguais")]
    Repetido,
    #[error("CNPJ inválido: os dígitos verificadores não conferem; confira a digitação")]
    DigitoVerificador,
}

impl Cnpj {
    /// Os 14 caracteres, sem máscara.
    pub fn sem_mascara(&self) -> &str {
        // Só há ASCII aqui: `from_str` não deixa entrar outra coisa.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Os 8 primeiros caracteres: a empresa, qualquer que seja a filial.
    pub fn raiz(&self) -> &str {
        &self.sem_mascara()[..TAMANHO_RAIZ]
    }
}

impl FromStr for Cnpj {
    type Err = CnpjInvalido;

    /// Aceita máscara, espaços, minúsculas e os caracteres invisíveis que vêm de planilhas.
    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let limpo: Vec<char> = sem_mascara(texto).map(|c| c.to_ascii_uppercase()).collect();
        if let Some(ruim) = limpo.iter().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(CnpjInvalido::Caractere(*ruim));
        }
        let mut caracteres = [0; TAMANHO];
        if limpo.len() != TAMANHO {
            return Err(CnpjInvalido::Tamanho(limpo.len()));
        }
        for (destino, origem) in caracteres.iter_mut().zip(&limpo) {
            *destino = u8::try_from(*origem).map_err(|_| CnpjInvalido::Caractere(*origem))?;
        }
        if caracteres.iter().all(|c| *c == caracteres[0]) {
            return Err(CnpjInvalido::Repetido);
        }
        let (base, digitos) = caracteres.split_at(TAMANHO - 2);
        let primeiro = digito_verificador(base);
        let segundo = digito_verificador(&caracteres[..TAMANHO - 1]);
        if digitos != [primeiro, segundo] {
            return Err(CnpjInvalido::DigitoVerificador);
        }
        Ok(Self(caracteres))
    }
}

/// Módulo 11 com pesos de 2 a 9 da direita para a esquerda, em ciclo; cada caractere vale o seu código ASCII menos 48.
fn digito_verificador(caracteres: &[u8]) -> u8 {
    let soma: u32 =
        caracteres.iter().rev().zip((2..=9).cycle()).map(|(c, peso)| u32::from(c.wrapping_sub(b'0')) * peso).sum();
    match soma % 11 {
        0 | 1 => b'0',
        resto => b'0' + (11 - resto) as u8,
    }
}

/// O texto sem o que uma máscara, um editor ou uma planilha põem no meio: espaços, pontos, barras, hífens de todo tipo e caracteres invisíveis.
pub(crate) fn sem_mascara(texto: &str) -> impl Iterator<Item = char> + '_ {
    texto.chars().filter(|c| {
        let hifen = matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}');
        let invisivel = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}');
        !(c.is_whitespace() || matches!(c, '.' | '/') || hifen || invisivel)
    })
}

impl fmt::Display for Cnpj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = self.sem_mascara();
        write!(f, "{}.{}.{}/{}-{}", &c[..2], &c[2..5], &c[5..8], &c[8..12], &c[12..])
    }
}

impl fmt::Debug for Cnpj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cnpj({self})")
    }
}

impl Serialize for Cnpj {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.sem_mascara())
    }
}

impl<'de> Deserialize<'de> for Cnpj {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    fn completar(base: &str) -> String {
        let primeiro = digito_verificador(base.as_bytes()) as char;
        let segundo = digito_verificador(format!("{base}{primeiro}").as_bytes()) as char;
        format!("{base}{primeiro}{segundo}")
    }

    proptest! {
        #[test]
        fn qualquer_base_com_os_digitos_certos_vai_e_volta(base in "[0-9A-Z]{11}[1-9A-Z]") {
            let texto = completar(&base);
            prop_assume!(texto.bytes().any(|c| c != texto.as_bytes()[0]));
            let cnpj: Cnpj = texto.parse().unwrap();
            prop_assert_eq!(cnpj.sem_mascara(), &texto);
            prop_assert_eq!(cnpj.to_string().to_lowercase().parse::<Cnpj>().unwrap(), cnpj);
        }

        // O módulo 11 da Receita escreve 0 para dois restos, 0 e 1: só com os dois dígitos em 0 uma troca pode passar.
        #[test]
        fn um_algarismo_trocado_e_recusado_se_algum_digito_verificador_nao_e_zero(
            base in "[0-9]{12}", posicao in 0usize..14, soma in 1u8..10,
        ) {
            let mut texto = completar(&base).into_bytes();
            let ambos_zero = texto.ends_with(b"00");
            texto[posicao] = b'0' + (texto[posicao] - b'0' + soma) % 10;
            prop_assert!(ambos_zero || String::from_utf8(texto).unwrap().parse::<Cnpj>().is_err());
        }

        #[test]
        fn texto_qualquer_nunca_derruba(texto in "\\PC{0,20}") {
            let _ = texto.parse::<Cnpj>();
        }
    }

    #[test]
    fn confere_os_exemplos_da_receita() {
        let alfanumerico: Cnpj = "12.abc.345/01de-35".parse().unwrap();
        assert_eq!(alfanumerico.sem_mascara(), "12ABC34501DE35");
        assert_eq!(alfanumerico.to_string(), "12.ABC.345/01DE-35");
        assert_eq!(alfanumerico.raiz(), "12ABC345");
        let numerico: Cnpj = "33000167000101".parse().unwrap();
        assert_eq!(serde_json::to_string(&numerico).unwrap(), "\"33000167000101\"");
    }

    #[test]
    fn aceita_a_sujeira_conhecida_do_cadastro_legado() {
        for sujo in [
            "33.000.167/0001\u{ad}01",
            "33.000.167/0001.01",
            "\u{feff}33.000.167/0001\u{2011}01 ",
            "33 000 167 0001 01",
        ] {
            assert_eq!(sujo.parse::<Cnpj>().unwrap().sem_mascara(), "33000167000101", "{sujo:?}");
        }
    }

    #[test]
    fn diz_o_que_esta_errado() {
        for (texto, esperado) in [
            ("3300016700010", CnpjInvalido::Tamanho(13)),
            ("33000167000101 33000167000101", CnpjInvalido::Tamanho(28)),
            ("33000167000102", CnpjInvalido::DigitoVerificador),
            ("00000000000000", CnpjInvalido::Repetido),
            ("33000167,000101", CnpjInvalido::Caractere(',')),
            ("12ABC34501DEA5", CnpjInvalido::DigitoVerificador),
            ("١٢٣", CnpjInvalido::Caractere('١')),
        ] {
            assert_eq!(texto.parse::<Cnpj>().unwrap_err(), esperado, "{texto}");
        }
    }
}
