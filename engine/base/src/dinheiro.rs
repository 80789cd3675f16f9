//! Dinheiro em reais, exato: um inteiro de centavos. Nunca ponto flutuante.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Maior valor aceito em texto, em centavos, para mais e para menos: 15 algarismos, 2 deles decimais.
pub const MAXIMO_CENTAVOS: i64 = 999_999_999_999_999;

/// Um valor em reais. Em JSON, texto com ponto (`"1234.56"`); para pessoas, `R$ 1.234,56`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Dinheiro(i64);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("valor inválido: \"{0}\"; escreva como 1.234,56 ou 1234.56, até 9.999.999.999.999,99")]
pub struct DinheiroInvalido(pub String);

impl Dinheiro {
    pub const fn de_centavos(centavos: i64) -> Self {
        Self(centavos)
    }

    pub const fn centavos(self) -> i64 {
        self.0
    }

    /// `1234.56`: sem símbolo nem milhar, para máquinas.
    pub fn em_decimal(self) -> String {
        let (sinal, reais, centavos) = self.partes();
        format!("{sinal}{reais}.{centavos:02}")
    }

    fn partes(self) -> (&'static str, u64, u64) {
        let absoluto = self.0.unsigned_abs();
        (if self.0 < 0 { "-" } else { "" }, absoluto / 100, absoluto % 100)
    }
}

/// Aceita `1.234,56`, `R$ 1.234,56`, `1234.56`, `1234` e o sinal de menos à frente.
///
/// O ponto só é separador de milhar quando há vírgula: `1.234` sozinho pode ser mil ou um real e pouco, e por isso é recusado.
impl FromStr for Dinheiro {
    type Err = DinheiroInvalido;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let invalido = || DinheiroInvalido(texto.to_owned());
        let (negativo, sem_sinal) = sem_sinal(texto.trim());
        let sem_simbolo = sem_sinal.strip_prefix("R$").or_else(|| sem_sinal.strip_prefix("r$"));
        let (negativo, numero) = match sem_simbolo {
            Some(resto) if !negativo => sem_sinal_e_espaco(resto),
            Some(resto) => (negativo, resto.trim_start()),
            None => (negativo, sem_sinal),
        };
        let (inteiros, decimais) = match numero.split_once(',') {
            Some((inteiros, decimais)) => (sem_milhar(inteiros).ok_or_else(invalido)?, decimais),
            None => match numero.split_once('.') {
                Some((inteiros, decimais)) => (inteiros.to_owned(), decimais),
                None => (numero.to_owned(), "00"),
            },
        };
        let so_digitos = |parte: &str| !parte.is_empty() && parte.bytes().all(|b| b.is_ascii_digit());
        if !so_digitos(&inteiros) || !so_digitos(decimais) || decimais.len() > 2 {
            return Err(invalido());
        }
        let centavos: i64 = format!("{inteiros}{decimais:0<2}").parse().map_err(|_| invalido())?;
        if centavos > MAXIMO_CENTAVOS {
            return Err(invalido());
        }
        Ok(Self(if negativo { -centavos } else { centavos }))
    }
}

fn sem_sinal(texto: &str) -> (bool, &str) {
    match texto.strip_prefix('-') {
        Some(resto) => (true, resto.trim_start()),
        None => (false, texto),
    }
}

fn sem_sinal_e_espaco(texto: &str) -> (bool, &str) {
    sem_sinal(texto.trim_start())
}

/// `1.234.567` sem os pontos; nada se os grupos não são de três.
fn sem_milhar(inteiros: &str) -> Option<String> {
    let mut grupos = inteiros.split('.');
    let primeiro = grupos.next()?;
    let resto: Vec<&str> = grupos.collect();
    let bem_agrupado = resto.is_empty() || (primeiro.len() <= 3 && resto.iter().all(|grupo| grupo.len() == 3));
    bem_agrupado.then(|| inteiros.replace('.', ""))
}

impl fmt::Display for Dinheiro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sinal, reais, centavos) = self.partes();
        let reais = reais.to_string();
        write!(f, "{sinal}R$ ")?;
        for (posicao, digito) in reais.chars().enumerate() {
            if posicao > 0 && (reais.len() - posicao).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digito}")?;
        }
        write!(f, ",{centavos:02}")
    }
}

impl fmt::Debug for Dinheiro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dinheiro({})", self.em_decimal())
    }
}

impl Serialize for Dinheiro {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.em_decimal())
    }
}

impl<'de> Deserialize<'de> for Dinheiro {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_duas_escritas_voltam_ao_mesmo_valor(centavos in -MAXIMO_CENTAVOS..=MAXIMO_CENTAVOS) {
            let valor = Dinheiro::de_centavos(centavos);
            prop_assert_eq!(valor.to_string().parse::<Dinheiro>().unwrap(), valor);
            prop_assert_eq!(valor.em_decimal().parse::<Dinheiro>().unwrap(), valor);
        }

        #[test]
        fn texto_qualquer_nunca_derruba(texto in "[R$ .,\\-0-9]{0,24}|\\PC{0,12}") {
            let _ = texto.parse::<Dinheiro>();
        }
    }

    #[test]
    fn aceita_as_formas_que_aparecem_em_faturas() {
        for (texto, centavos) in [
            ("1.234,56", 123_456),
            ("R$ 1.234,56", 123_456),
            ("R$\u{a0}1.234,56", 123_456),
            ("R$1234,56", 123_456),
            ("1234.56", 123_456),
            (" 10 ", 1_000),
            ("10,5", 1_050),
            ("0,07", 7),
            ("-R$ 3,00", -300),
            ("R$ -3,00", -300),
        ] {
            assert_eq!(texto.parse::<Dinheiro>().unwrap().centavos(), centavos, "{texto}");
        }
    }

    #[test]
    fn recusa_o_ambiguo_o_mal_agrupado_e_o_grande_demais() {
        for ruim in [
            "",
            "R$",
            "1.234",
            "1.23,45",
            "1234.567,00",
            "1,234.56",
            "1,234",
            "12,",
            ",50",
            "--1",
            "-R$ -1,00",
            "1e3",
            "10000000000000.00",
        ] {
            assert!(ruim.parse::<Dinheiro>().is_err(), "{ruim}");
        }
    }

    #[test]
    fn json_e_texto_com_ponto_e_numero_puro_e_recusado() {
        let valor = Dinheiro::de_centavos(123_456);
        assert_eq!(serde_json::to_string(&valor).unwrap(), "\"1234.56\"");
        assert_eq!(serde_json::from_str::<Dinheiro>("\"1234.56\"").unwrap(), valor);
        assert!(serde_json::from_str::<Dinheiro>("1234.56").is_err());
    }

    #[test]
    fn o_menor_inteiro_tambem_se_escreve() {
        assert_eq!(Dinheiro::de_centavos(i64::MIN).em_decimal(), "-92233720368547758.08");
    }
}
