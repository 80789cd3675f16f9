//! Toda lista tem a mesma forma.

use esteira_armazem::Pagina;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::erro::ErroApi;

/// Quantos itens vêm se não se pede.
pub(crate) const LIMITE_PADRAO: u32 = 50;
/// Mais que isto não vem de uma vez.
pub(crate) const LIMITE_MAXIMO: u32 = 200;

/// Que pedaço se pede, numa lista sem filtros.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaginaPedida {
    /// De 1 a 200; sem ele, 50.
    pub limite: Option<u32>,
    /// O `proximo` da página anterior.
    pub depois_de: Option<Uuid>,
}

/// Um pedaço de uma lista.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Lista<T> {
    pub itens: Vec<T>,
    /// Passe em `depois_de` para ver mais; nulo = acabou.
    pub proximo: Option<Uuid>,
}

impl<T> Lista<T> {
    pub(crate) fn de<U: Into<T>>(pagina: Pagina<U>) -> Self {
        Self { itens: pagina.itens.into_iter().map(Into::into).collect(), proximo: pagina.proximo }
    }

    /// Uma lista que vem toda de uma vez.
    pub(crate) fn inteira<U: Into<T>>(itens: Vec<U>) -> Self {
        Self { itens: itens.into_iter().map(Into::into).collect(), proximo: None }
    }
}

/// O valor de um filtro, se é um dos aceitos.
pub(crate) fn um_de(campo: &'static str, pedido: Option<&str>, aceitos: &[&str]) -> Result<(), ErroApi> {
    match pedido {
        Some(valor) if !aceitos.contains(&valor) => {
            Err(ErroApi::campo(campo, "invalido", format!("use um destes: {}", aceitos.join(", "))))
        }
        _ => Ok(()),
    }
}

/// O limite pedido, ou o padrão.
pub(crate) fn limite(pedido: Option<u32>) -> Result<u32, ErroApi> {
    match pedido {
        None => Ok(LIMITE_PADRAO),
        Some(limite) if (1..=LIMITE_MAXIMO).contains(&limite) => Ok(limite),
        Some(_) => Err(ErroApi::campo("limite", "invalido", format!("use de 1 a {LIMITE_MAXIMO}"))),
    }
}
