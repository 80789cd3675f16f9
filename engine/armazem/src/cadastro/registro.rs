//! Um valor do domínio com o que só o armazém sabe dele.

use std::fmt::Display;

use esteira_base::Instante;

use crate::ErroArmazem;

/// Um valor guardado, com a revisão que protege de duas pessoas editarem ao mesmo tempo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registro<T> {
    /// O valor, no tipo do domínio.
    pub valor: T,
    /// Começa em 1 e cresce a cada mudança.
    pub revisao: i64,
    /// Quando nasceu.
    pub data_criacao: Instante,
    /// Última mudança.
    pub data_atualizacao: Instante,
}

impl<T> Registro<T> {
    /// O registro que acaba de nascer.
    pub(crate) fn novo(valor: T, agora: Instante) -> Self {
        Self { valor, revisao: 1, data_criacao: agora, data_atualizacao: agora }
    }

    /// O registro depois de uma mudança.
    pub(crate) fn mudado(&self, valor: T, agora: Instante) -> Self {
        Self { valor, revisao: self.revisao + 1, data_criacao: self.data_criacao, data_atualizacao: agora }
    }
}

/// Lê um texto guardado no seu tipo; o que não se lê é corrupção.
pub(crate) fn ler_coluna<T: std::str::FromStr<Err: Display>>(
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
