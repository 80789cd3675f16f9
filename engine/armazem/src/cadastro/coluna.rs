//! Ler uma coluna no seu tipo.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;

use crate::ErroArmazem;

/// O texto guardado, no seu tipo; o que não se lê é corrupção.
pub(crate) fn ler_coluna<T: FromStr<Err: Display>>(
    texto: &str,
    tabela: &'static str,
    coluna: &'static str,
    id: uuid::Uuid,
) -> Result<T, ErroArmazem> {
    texto.parse().map_err(|problema: T::Err| corrompido(tabela, coluna, id, &problema))
}

/// Como [`ler_coluna`], do que se guarda em JSON.
pub(crate) fn ler_json<T: DeserializeOwned>(
    texto: &str,
    tabela: &'static str,
    coluna: &'static str,
    id: uuid::Uuid,
) -> Result<T, ErroArmazem> {
    serde_json::from_str(texto).map_err(|problema| corrompido(tabela, coluna, id, &problema))
}

fn corrompido(tabela: &'static str, coluna: &'static str, id: uuid::Uuid, problema: &dyn Display) -> ErroArmazem {
    ErroArmazem::Corrompido { tabela, coluna, id: id.to_string(), problema: problema.to_string() }
}
