//! Mês e ano de uma fatura (a competência). Guarda-se `AAAA-MM`; aceita-se também `MM/AAAA`, que é como as pessoas escrevem.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Primeiro ano aceito. Antes disso é quase certo um ano escrito com dígito a menos.
pub const ANO_MINIMO: i32 = 2000;
/// Último ano aceito.
pub const ANO_MAXIMO: i32 = 2199;

/// Um mês de um ano, de `2000-01` a `2199-12`. Ordena-se pelo calendário.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MesAno {
    primeiro_dia: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "mês/ano inválido: \"{0}\"; escreva AAAA-MM (como 2026-10) ou MM/AAAA (como 10/2026), com ano de {ANO_MINIMO} a {ANO_MAXIMO}"
)]
pub struct MesAnoInvalido(pub String);

impl MesAno {
    /// `mes` de 1 a 12.
    pub fn novo(ano: i32, mes: u32) -> Result<Self, MesAnoInvalido> {
        NaiveDate::from_ymd_opt(ano, mes, 1)
            .filter(|_| (ANO_MINIMO..=ANO_MAXIMO).contains(&ano))
            .map(|primeiro_dia| Self { primeiro_dia })
            .ok_or_else(|| MesAnoInvalido(format!("{ano}-{mes:02}")))
    }

    /// O mês em que a data cai.
    pub fn da_data(data: NaiveDate) -> Result<Self, MesAnoInvalido> {
        Self::novo(data.year(), data.month())
    }

    pub fn ano(self) -> i32 {
        self.primeiro_dia.year()
    }

    /// De 1 a 12.
    pub fn mes(self) -> u32 {
        self.primeiro_dia.month()
    }

    pub fn primeiro_dia(self) -> NaiveDate {
        self.primeiro_dia
    }

    pub fn ultimo_dia(self) -> NaiveDate {
        self.primeiro_dia + Months::new(1) - Days::new(1)
    }

    /// O mês seguinte; o último mês representável segue sendo ele mesmo.
    pub fn proximo(self) -> Self {
        Self::da_data(self.primeiro_dia + Months::new(1)).unwrap_or(self)
    }

    /// O mês anterior; o primeiro mês representável segue sendo ele mesmo.
    pub fn anterior(self) -> Self {
        Self::da_data(self.primeiro_dia - Months::new(1)).unwrap_or(self)
    }

    /// Se a data cai neste mês.
    pub fn contem(self, data: NaiveDate) -> bool {
        (self.primeiro_dia..=self.ultimo_dia()).contains(&data)
    }

    /// `MM/AAAA`, para telas.
    pub fn por_extenso_curto(self) -> String {
        format!("{:02}/{:04}", self.mes(), self.ano())
    }
}

impl FromStr for MesAno {
    type Err = MesAnoInvalido;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let invalido = || MesAnoInvalido(texto.to_owned());
        let limpo = texto.trim();
        let (ano, mes) = match limpo.split_once('-') {
            Some(partes) => partes,
            None => limpo.split_once('/').map(|(mes, ano)| (ano, mes)).ok_or_else(invalido)?,
        };
        let so_digitos = |parte: &str| parte.bytes().all(|b| b.is_ascii_digit());
        if ano.len() != 4 || mes.len() != 2 || !so_digitos(ano) || !so_digitos(mes) {
            return Err(invalido());
        }
        let ano = ano.parse().map_err(|_| invalido())?;
        let mes = mes.parse().map_err(|_| invalido())?;
        Self::novo(ano, mes).map_err(|_| invalido())
    }
}

impl fmt::Display for MesAno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.ano(), self.mes())
    }
}

impl fmt::Debug for MesAno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MesAno({self})")
    }
}

impl Serialize for MesAno {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MesAno {
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
        fn as_duas_formas_dao_o_mesmo_mes(ano in ANO_MINIMO..=ANO_MAXIMO, mes in 1u32..=12) {
            let esperado = MesAno::novo(ano, mes).unwrap();
            prop_assert_eq!(esperado.to_string().parse::<MesAno>().unwrap(), esperado);
            prop_assert_eq!(esperado.por_extenso_curto().parse::<MesAno>().unwrap(), esperado);
        }

        #[test]
        fn o_proximo_comeca_no_dia_seguinte_ao_ultimo(ano in ANO_MINIMO..ANO_MAXIMO, mes in 1u32..=12) {
            let mes_ano = MesAno::novo(ano, mes).unwrap();
            prop_assert_eq!(mes_ano.ultimo_dia().succ_opt().unwrap(), mes_ano.proximo().primeiro_dia());
            prop_assert_eq!(mes_ano.proximo().anterior(), mes_ano);
            prop_assert!(mes_ano < mes_ano.proximo());
        }

        #[test]
        fn texto_qualquer_nunca_derruba(texto in "\\PC{0,12}") {
            let _ = texto.parse::<MesAno>();
        }
    }

    #[test]
    fn recusa_mes_treze_ano_curto_e_formas_de_data() {
        for ruim in
            ["", "2026-13", "2026-00", "26-10", "10/26", "1/2026", "2026-10-01", "01/10/2026", "1999-12", "+026-10"]
        {
            assert!(ruim.parse::<MesAno>().is_err(), "{ruim}");
        }
    }

    #[test]
    fn fevereiro_bissexto_termina_no_dia_29() {
        let fevereiro: MesAno = "02/2028".parse().unwrap();
        assert_eq!(fevereiro.ultimo_dia(), NaiveDate::from_ymd_opt(2028, 2, 29).unwrap());
        assert_eq!(serde_json::to_string(&fevereiro).unwrap(), "\"2028-02\"");
    }

    #[test]
    fn nos_extremos_fica_onde_esta() {
        let fim = MesAno::novo(ANO_MAXIMO, 12).unwrap();
        assert_eq!(fim.proximo(), fim);
        let inicio = MesAno::novo(ANO_MINIMO, 1).unwrap();
        assert_eq!(inicio.anterior(), inicio);
    }
}
