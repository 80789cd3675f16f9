//! Endereços de portal.

use crate::codigos;
use crate::erro::Erro;

/// `esquema://host[:porta]` de um endereço: a base para as demais páginas do mesmo portal.
///
/// ```
/// use esteira_sdk::apoio::endereco::origem;
/// assert_eq!(origem("https://portal.exemplo.com.br:8443/entrar?x=1")?, "https://portal.exemplo.com.br:8443");
/// # Ok::<(), esteira_sdk::Erro>(())
/// ```
pub fn origem(url: &str) -> Result<&str, Erro> {
    let invalida = || {
        Erro::negocio(codigos::PARAMETRO_INVALIDO, format!("\"{url}\" não é o endereço de um portal"))
            .acao("Corrija a URL do portal no cadastro: ela começa com http:// ou https://.")
    };
    let (esquema, resto) = url.split_once("://").ok_or_else(invalida)?;
    let host = resto.find(['/', '?', '#']).map_or(resto, |fim| &resto[..fim]);
    let bem_formado = matches!(esquema, "http" | "https")
        && !host.is_empty()
        && !host.contains(|c: char| c.is_whitespace() || matches!(c, '@' | '\\'));
    if bem_formado { Ok(&url[..esquema.len() + "://".len() + host.len()]) } else { Err(invalida()) }
}

/// O último segmento do caminho, sem consulta nem âncora; nada se não há.
///
/// ```
/// use esteira_sdk::apoio::endereco::ultimo_segmento;
/// assert_eq!(ultimo_segmento("/contestar/98-A?origem=lista"), Some("98-A"));
/// assert_eq!(ultimo_segmento("https://portal.exemplo.com.br/"), None);
/// ```
pub fn ultimo_segmento(url: &str) -> Option<&str> {
    let caminho = url.split(['?', '#']).next().unwrap_or_default();
    let caminho = match caminho.split_once("://") {
        Some((_, resto)) => resto.split_once('/').map_or("", |(_, caminho)| caminho),
        None => caminho,
    };
    caminho.trim_end_matches('/').rsplit('/').next().filter(|segmento| !segmento.is_empty())
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn origem_recusa_o_que_nao_e_http_ou_esconde_o_host() {
        assert_eq!(origem("http://127.0.0.1:9000").unwrap(), "http://127.0.0.1:9000");
        for url in ["", "portal.com.br", "file:///etc/passwd", "https://", "https://bom@ruim.com", "https://a b/"] {
            assert!(origem(url).is_err(), "{url}");
        }
    }
}
