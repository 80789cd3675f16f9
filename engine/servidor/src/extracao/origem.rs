//! De onde vem o pedido.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use esteira_aplicacao::autenticacao::Origem;

use crate::estado::Estado;

/// Maior User-Agent guardado, em caracteres.
const MAXIMO_USER_AGENT: usize = 255;

/// Endereço e programa de quem pede.
pub(crate) struct DeOnde(pub Origem);

impl DeOnde {
    pub(crate) fn ler(partes: &Parts, proxies: usize) -> Self {
        let ip = endereco(partes, proxies);
        let programa = partes.headers.get(header::USER_AGENT).and_then(|valor| valor.to_str().ok());
        Self(Origem {
            ip: ip.map(|ip| ip.to_string()),
            user_agent: programa.map(|texto| texto.chars().take(MAXIMO_USER_AGENT).collect()),
        })
    }
}

/// O endereço de quem pede: o da conexão ou, atrás de proxies nossos, o que eles viram.
pub(crate) fn endereco(partes: &Parts, proxies: usize) -> Option<IpAddr> {
    let da_conexao = || partes.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(endereco)| endereco.ip());
    ip_por_tras(&partes.headers, proxies).or_else(da_conexao)
}

/// O endereço que o nosso proxy mais de fora viu: o `proxies`-ésimo a contar do fim.
fn ip_por_tras(cabecalhos: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let vistos: Vec<&str> = cabecalhos
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|valor| valor.to_str().ok())
        .flat_map(|valor| valor.split(','))
        .map(str::trim)
        .collect();
    let posicao = vistos.len().checked_sub(proxies).filter(|_| proxies > 0)?;
    vistos.get(posicao)?.parse().ok()
}

impl FromRequestParts<Estado> for DeOnde {
    type Rejection = Infallible;

    async fn from_request_parts(partes: &mut Parts, estado: &Estado) -> Result<Self, Infallible> {
        Ok(Self::ler(partes, estado.opcoes.proxies))
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_comeco_de_x_forwarded_for_nao_engana() {
        let mut cabecalhos = HeaderMap::new();
        cabecalhos.append("x-forwarded-for", "10.9.9.9, 203.0.113.7".parse().unwrap());
        cabecalhos.append("x-forwarded-for", "192.0.2.1".parse().unwrap());
        let ip = |proxies| ip_por_tras(&cabecalhos, proxies).map(|ip| ip.to_string());
        assert_eq!(ip(0), None);
        assert_eq!(ip(1).as_deref(), Some("192.0.2.1"));
        assert_eq!(ip(2).as_deref(), Some("203.0.113.7"));
        assert_eq!(ip(9), None);
    }
}
