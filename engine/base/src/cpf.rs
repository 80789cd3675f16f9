//! CPF: dado pessoal. Só se mostra inteiro onde a pessoa o digitou; em log e em `Debug`, sempre coberto.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::cnpj::sem_mascara;

/// Quantos dígitos tem um CPF.
pub const TAMANHO: usize = 11;

/// Um CPF com os dígitos verificadores certos. Guarda-se e vai em JSON com 11 dígitos; para pessoas, `999.999.999-99`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpf([u8; TAMANHO]);

/// Nenhum erro repete o que foi digitado: a mensagem pode ir parar num log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CpfInvalido {
    #[error("CPF inválido: só pode ter números, pontos e hífen")]
    Caractere,
    #[error("CPF inválido: tem {0} dígitos, são 11; confira se a planilha não perdeu zeros à esquerda")]
    Tamanho(usize),
    #[error("CPF inválido: todos os dígitos são iguais")]
    Repetido,
    #[error("CPF inválido: os dígitos verificadores não conferem; confira a digitação")]
    DigitoVerificador,
}

impl Cpf {
    /// Os 11 dígitos, sem máscara.
    pub fn sem_mascara(&self) -> &str {
        // Só há ASCII aqui: `from_str` não deixa entrar outra coisa.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `***.999.999-**`, para telas e relatórios.
    pub fn coberto(&self) -> String {
        let c = self.sem_mascara();
        format!("***.{}.{}-**", &c[3..6], &c[6..9])
    }
}

impl FromStr for Cpf {
    type Err = CpfInvalido;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let limpo: String = sem_mascara(texto).collect();
        if !limpo.bytes().all(|b| b.is_ascii_digit()) {
            return Err(CpfInvalido::Caractere);
        }
        let digitos: [u8; TAMANHO] = limpo.as_bytes().try_into().map_err(|_| CpfInvalido::Tamanho(limpo.len()))?;
        if digitos.iter().all(|d| *d == digitos[0]) {
            return Err(CpfInvalido::Repetido);
        }
        let esperados = [digito_verificador(&digitos[..9]), digito_verificador(&digitos[..10])];
        if digitos[9..] != esperados {
            return Err(CpfInvalido::DigitoVerificador);
        }
        Ok(Self(digitos))
    }
}

/// Pesos crescentes a partir de 2, da direita para a esquerda; (soma × 10) módulo 11, e 10 vale 0.
fn digito_verificador(digitos: &[u8]) -> u8 {
    let soma: u32 = digitos.iter().rev().zip(2..).map(|(d, peso)| u32::from(d - b'0') * peso).sum();
    b'0' + (soma * 10 % 11 % 10) as u8
}

impl fmt::Display for Cpf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = self.sem_mascara();
        write!(f, "{}.{}.{}-{}", &c[..3], &c[3..6], &c[6..9], &c[9..])
    }
}

impl fmt::Debug for Cpf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cpf({})", self.coberto())
    }
}

impl Serialize for Cpf {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.sem_mascara())
    }
}

impl<'de> Deserialize<'de> for Cpf {
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
        fn qualquer_base_com_os_digitos_certos_vai_e_volta(base in "[0-9]{8}[1-9]") {
            let primeiro = digito_verificador(base.as_bytes()) as char;
            let segundo = digito_verificador(format!("{base}{primeiro}").as_bytes()) as char;
            let texto = format!("{base}{primeiro}{segundo}");
            prop_assume!(texto.bytes().any(|c| c != texto.as_bytes()[0]));
            let cpf: Cpf = texto.parse().unwrap();
            prop_assert_eq!(cpf.sem_mascara(), &texto);
            prop_assert_eq!(cpf.to_string().parse::<Cpf>().unwrap(), cpf);
        }

        #[test]
        fn texto_qualquer_nunca_derruba(texto in "\\PC{0,16}") {
            let _ = texto.parse::<Cpf>();
        }
    }

    #[test]
    fn confere_os_exemplos_e_nunca_se_mostra_inteiro_em_debug() {
        assert!("111.444.777-35".parse::<Cpf>().is_ok());
        let cpf: Cpf = "52998224725".parse().unwrap();
        assert_eq!(cpf.to_string(), "529.982.247-25");
        assert_eq!(format!("{cpf:?}"), "Cpf(***.982.247-**)");
    }

    #[test]
    fn diz_o_que_esta_errado_sem_repetir_o_numero() {
        for (texto, esperado) in [
            ("52998224724", CpfInvalido::DigitoVerificador),
            ("11111111111", CpfInvalido::Repetido),
            ("5299822472", CpfInvalido::Tamanho(10)),
            ("33.000.167/0001-01", CpfInvalido::Tamanho(14)),
            ("529.982.247-2A", CpfInvalido::Caractere),
        ] {
            let erro = texto.parse::<Cpf>().unwrap_err();
            assert_eq!(erro, esperado, "{texto}");
            assert!(!erro.to_string().contains(texto));
        }
    }
}
