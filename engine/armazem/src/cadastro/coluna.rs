//! Ler uma coluna no seu tipo.

use std::fmt::Display;
use std::str::FromStr;

use crate::ErroArmazem;

/// O texto guardado, no seu tipo; o que não se lê é corrupção.
pub(crate) fn ler_coluna<T: FromStr<Err: Display>>(
    texto: &str,
    tabela: &'static str,
    coluna: &'static str,
    id: uuid::Uuid,
) -> Result<T, ErroArmazem> {
    texto.parse().map_err(|problema: T::Err| ErroArmazem::Corrompido {
        tabela,
        coluna,
        id: id.to_string(),
        problema: problema.to_string(),
    })
}
