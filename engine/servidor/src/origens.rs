//! CORS: de que outras origens um navegador pode chamar a API. Nenhuma, se não se diz.
//!
//! Não há cookies: quem chama manda o token em `Authorization`, e por isso nunca se aceitam credenciais do navegador.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, Uri, header};
use tower_http::cors::CorsLayer;

use crate::{camadas, idempotencia, limites};

/// Por quanto tempo o navegador lembra o que se lhe permitiu.
const MEMORIA: Duration = Duration::from_secs(3600);
const METODOS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
/// O que a página pode mandar, além do que todo navegador deixa.
const ACEITOS: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::IF_MATCH,
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("last-event-id"),
];
/// O que a página pode ler, além do que todo navegador deixa.
const VISTOS: [HeaderName; 6] = [
    header::ETAG,
    header::LOCATION,
    header::CONTENT_DISPOSITION,
    header::RETRY_AFTER,
    idempotencia::REPETIDA,
    camadas::ID_DO_PEDIDO,
];

/// As origens que podem chamar a API, cada uma por inteiro.
#[derive(Debug, Clone, Default)]
pub struct Origens(Vec<HeaderValue>);

/// O que se escreveu não é uma origem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrigemInvalida(String);

impl std::fmt::Display for OrigemInvalida {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "\"{}\" não é uma origem; escreva cada uma como o navegador a manda, em minúsculas e sem caminho nem barra no fim: \
             https://painel.exemplo.com.br ou http://localhost:5173 (não há coringa)",
            self.0
        )
    }
}

impl std::error::Error for OrigemInvalida {}

impl Origens {
    /// Lê as que se escreveram.
    pub fn ler<'a>(escritas: impl IntoIterator<Item = &'a str>) -> Result<Self, OrigemInvalida> {
        escritas.into_iter().map(ler).collect::<Result<_, _>>().map(Self)
    }

    /// A camada, se alguma origem se permite.
    pub(crate) fn camada(&self) -> Option<CorsLayer> {
        if self.0.is_empty() {
            return None;
        }
        let vistos = VISTOS.into_iter().chain(limites::CABECALHOS);
        Some(
            CorsLayer::new()
                .allow_origin(self.0.clone())
                .allow_methods(METODOS)
                .allow_headers(ACEITOS)
                .expose_headers(vistos.collect::<Vec<_>>())
                .max_age(MEMORIA),
        )
    }
}

fn ler(escrita: &str) -> Result<HeaderValue, OrigemInvalida> {
    let invalida = || OrigemInvalida(escrita.to_owned());
    let uri: Uri = escrita.parse().map_err(|_| invalida())?;
    let (Some(esquema), Some(autoridade)) = (uri.scheme_str(), uri.authority()) else { return Err(invalida()) };
    // O navegador manda só isto, e compara-se letra por letra: uma barra a mais nunca conferiria.
    let exata = format!("{esquema}://{autoridade}");
    let padrao = matches!((esquema, autoridade.port_u16()), ("https", Some(443)) | ("http", Some(80)));
    let serve = matches!(esquema, "http" | "https") && !autoridade.as_str().contains(['@', '*']) && !padrao;
    if !serve || exata != escrita || escrita.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(invalida());
    }
    HeaderValue::from_str(escrita).map_err(|_| invalida())
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_serve_a_origem_exata() {
        for boa in ["https://painel.exemplo.com.br", "http://localhost:5173", "https://exemplo.com.br:8443"] {
            assert!(Origens::ler([boa]).is_ok(), "{boa}");
        }
        for ruim in [
            "*",
            "null",
            "",
            "painel.exemplo.com.br",
            "https://*.exemplo.com.br",
            "https://exemplo.com.br/",
            "https://exemplo.com.br/painel",
            "https://exemplo.com.br?x=1",
            "https://Exemplo.com.br",
            "https://ana@exemplo.com.br",
            "https://exemplo.com.br:443",
            "ftp://exemplo.com.br",
        ] {
            assert!(Origens::ler([ruim]).is_err(), "{ruim}");
        }
    }
}
