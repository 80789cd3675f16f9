//! O mês da fatura.

use std::fmt;
use std::str::FromStr;

use super::data::{Data, dias_do_mes};
use crate::codigos;
use crate::erro::Erro;

/// Mês e ano, escritos `AAAA-MM`; só existe válido.
///
/// ```
/// use esteira_sdk::apoio::MesAno;
///
/// let mes: MesAno = "2028-02".parse()?;
/// assert_eq!(mes.ultimo_dia().to_string(), "2028-02-29");
/// assert_eq!(mes.brasileiro(), "02/2028");
/// # Ok::<(), esteira_sdk::Erro>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MesAno {
    primeiro: Data,
    ultimo: Data,
}

impl MesAno {
    /// O primeiro dia.
    pub fn primeiro_dia(self) -> Data {
        self.primeiro
    }

    /// O último dia.
    pub fn ultimo_dia(self) -> Data {
        self.ultimo
    }

    /// O mês anterior.
    ///
    /// ```
    /// # use esteira_sdk::apoio::MesAno;
    /// assert_eq!("2026-01".parse::<MesAno>()?.anterior().to_string(), "2025-12");
    /// # Ok::<(), esteira_sdk::Erro>(())
    /// ```
    pub fn anterior(self) -> Self {
        let (ano, mes) = self.primeiro.ano_e_mes();
        // Antes do primeiro mês que existe não há outro.
        de(if mes == 1 { ano - 1 } else { ano }, if mes == 1 { 12 } else { mes - 1 }).unwrap_or(self)
    }

    /// O dia é deste mês?
    pub fn tem(self, dia: Data) -> bool {
        (self.primeiro..=self.ultimo).contains(&dia)
    }

    /// `MM/AAAA`, para mensagens.
    pub fn brasileiro(self) -> String {
        self.primeiro.brasileira()[3..].to_owned()
    }
}

impl FromStr for MesAno {
    type Err = Erro;

    /// Só `AAAA-MM`: é a forma do contrato.
    fn from_str(texto: &str) -> Result<Self, Erro> {
        ler(texto).ok_or_else(|| {
            Erro::negocio(codigos::PARAMETRO_INVALIDO, format!("\"{texto}\" não é mês e ano; o esperado é AAAA-MM"))
                .acao("Corrija o mês/ano do processo.")
        })
    }
}

fn ler(texto: &str) -> Option<MesAno> {
    let (ano, mes) = texto.split_once('-')?;
    let so_digitos = |parte: &str| parte.bytes().all(|b| b.is_ascii_digit());
    if ano.len() != 4 || mes.len() != 2 || !so_digitos(ano) || !so_digitos(mes) {
        return None;
    }
    de(ano.parse().ok()?, mes.parse().ok()?)
}

fn de(ano: u16, mes: u8) -> Option<MesAno> {
    Some(MesAno { primeiro: Data::nova(ano, mes, 1)?, ultimo: Data::nova(ano, mes, dias_do_mes(ano, mes))? })
}

impl fmt::Display for MesAno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.primeiro.to_string()[..7])
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_aceita_a_forma_do_contrato() {
        assert_eq!("2026-10".parse::<MesAno>().unwrap().to_string(), "2026-10");
        for texto in ["10/2026", "2026-13", "2026-00", "26-10", "2026-1", "2026-1é", ""] {
            assert!(texto.parse::<MesAno>().is_err(), "{texto}");
        }
    }
}
