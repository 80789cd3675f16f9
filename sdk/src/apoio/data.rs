//! Datas como os portais as escrevem.

use std::fmt;
use std::str::FromStr;

use crate::codigos;
use crate::erro::Erro;

/// Um dia do calendário; só existe válido. Escreve-se `AAAA-MM-DD`.
///
/// ```
/// use esteira_sdk::apoio::Data;
///
/// let vencimento: Data = "16-05-2025".parse()?;
/// assert_eq!(vencimento.to_string(), "2025-05-16");
/// assert_eq!(vencimento.brasileira(), "16/05/2025");
/// # Ok::<(), esteira_sdk::Erro>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Data {
    ano: u16,
    mes: u8,
    dia: u8,
}

impl Data {
    /// Nada se o dia não existe.
    pub fn nova(ano: u16, mes: u8, dia: u8) -> Option<Self> {
        let existe =
            (1900..=9999).contains(&ano) && (1..=12).contains(&mes) && (1..=dias_do_mes(ano, mes)).contains(&dia);
        existe.then_some(Self { ano, mes, dia })
    }

    pub(super) fn ano_e_mes(self) -> (u16, u8) {
        (self.ano, self.mes)
    }

    /// `DD/MM/AAAA`.
    pub fn brasileira(self) -> String {
        format!("{:02}/{:02}/{:04}", self.dia, self.mes, self.ano)
    }

    /// `DD-MM-AAAA`, como vai no nome do arquivo.
    pub fn para_nome_de_arquivo(self) -> String {
        format!("{:02}-{:02}-{:04}", self.dia, self.mes, self.ano)
    }
}

/// Quantos dias tem o mês (de 1 a 12).
pub fn dias_do_mes(ano: u16, mes: u8) -> u8 {
    match mes {
        4 | 6 | 9 | 11 => 30,
        2 if ano.is_multiple_of(4) && (!ano.is_multiple_of(100) || ano.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl FromStr for Data {
    type Err = Erro;

    /// Aceita `DD/MM/AAAA`, `DD-MM-AAAA`, o mesmo com ano de dois dígitos (menor que 50 é 20AA; senão, 19AA: regra do legado) e
    /// `AAAA-MM-DD`. Dia e mês podem vir com um dígito.
    fn from_str(texto: &str) -> Result<Self, Erro> {
        ler(texto.trim()).ok_or_else(|| {
            Erro::tecnico(
                codigos::LEIAUTE_MUDOU,
                format!("\"{texto}\" não é uma data; o esperado é DD/MM/AAAA, DD-MM-AAAA ou AAAA-MM-DD"),
            )
        })
    }
}

fn ler(texto: &str) -> Option<Data> {
    let separador = if texto.contains('/') { '/' } else { '-' };
    let partes: Vec<&str> = texto.split(separador).collect();
    let [a, b, c] = partes[..] else { return None };
    if a.len() == 4 {
        return Data::nova(numero(a, 4)?, u8::try_from(numero(b, 2)?).ok()?, u8::try_from(numero(c, 2)?).ok()?);
    }
    let ano = match (c.len(), numero(c, 4)?) {
        (4, ano) => ano,
        (2, ano) if ano < 50 => 2000 + ano,
        (2, ano) => 1900 + ano,
        _ => return None,
    };
    Data::nova(ano, u8::try_from(numero(b, 2)?).ok()?, u8::try_from(numero(a, 2)?).ok()?)
}

/// Só dígitos ASCII, no máximo `casas`: o `parse` da biblioteca aceitaria `+5`.
fn numero(texto: &str, casas: usize) -> Option<u16> {
    let bem_formado = (1..=casas).contains(&texto.len()) && texto.bytes().all(|b| b.is_ascii_digit());
    if bem_formado { texto.parse().ok() } else { None }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.ano, self.mes, self.dia)
    }
}

#[cfg(test)]
mod testes {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn le_as_formas_dos_portais_inclusive_as_que_o_legado_nao_convertia() {
        for (entrada, iso) in [
            ("16/05/25", "2025-05-16"),
            ("16/05/97", "1997-05-16"),
            ("2025-05-16", "2025-05-16"),
            ("16/05/2025", "2025-05-16"),
            (" 16/05/2025 ", "2025-05-16"),
            ("16-05-2025", "2025-05-16"),
            ("2025/05/16", "2025-05-16"),
            ("1/5/2025", "2025-05-01"),
            ("29/02/2028", "2028-02-29"),
        ] {
            assert_eq!(entrada.parse::<Data>().unwrap().to_string(), iso, "{entrada}");
        }
    }

    #[test]
    fn recusa_o_que_nao_e_data() {
        for entrada in
            ["", "amanhã", "31/04/2025", "29/02/2025", "16/05", "16/05/202", "+1/05/2025", "16/05/2025 às 10h"]
        {
            assert!(entrada.parse::<Data>().is_err(), "{entrada}");
        }
    }

    proptest! {
        #[test]
        fn toda_data_volta_igual_de_cada_forma(ano in 1900u16..=9999, mes in 1u8..=12, dia in 1u8..=31) {
            if let Some(data) = Data::nova(ano, mes, dia) {
                for texto in [data.to_string(), data.brasileira(), data.para_nome_de_arquivo()] {
                    prop_assert_eq!(texto.parse::<Data>().unwrap(), data);
                }
            }
        }

        #[test]
        fn texto_qualquer_nunca_derruba(texto in ".*") {
            let _ = texto.parse::<Data>();
        }
    }
}
