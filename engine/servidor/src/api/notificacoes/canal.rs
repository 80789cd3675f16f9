//! O canal no caminho de uma rota.

use esteira_dominio::Canal;

use crate::api::erro::ErroApi;

/// O canal que se pediu.
pub(super) fn canal(texto: &str) -> Result<Canal, ErroApi> {
    texto
        .parse()
        .map_err(|erro: esteira_dominio::ValorDesconhecido| ErroApi::campo("canal", "invalido", erro.to_string()))
}
