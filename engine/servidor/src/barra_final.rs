//! `/api/operadoras/` é `/api/operadoras`: a barra final sai antes de escolher a rota.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

use crate::documentacao::PAGINA;

/// O pedido sem a barra final. A página da documentação fica de fora: os arquivos dela são relativos a `…/documentacao/`.
pub(crate) fn aparar(mut pedido: Request) -> Request {
    let caminho = pedido.uri().path();
    let aparado = caminho.trim_end_matches('/');
    let e_a_pagina = aparado == PAGINA;
    if aparado.len() == caminho.len() || aparado.is_empty() || e_a_pagina {
        return pedido;
    }
    let novo = match pedido.uri().query() {
        Some(consulta) => format!("{aparado}?{consulta}"),
        None => aparado.to_owned(),
    };
    if let Ok(novo) = novo.parse::<PathAndQuery>() {
        let mut partes = pedido.uri().clone().into_parts();
        partes.path_and_query = Some(novo);
        if let Ok(uri) = Uri::from_parts(partes) {
            *pedido.uri_mut() = uri;
        }
    }
    pedido
}

#[cfg(test)]
mod testes {
    use super::*;
    use axum::body::Body;

    #[test]
    fn so_a_barra_do_fim_sai() {
        for (entra, sai) in [
            ("/api/operadoras/", "/api/operadoras"),
            ("/api/operadoras", "/api/operadoras"),
            ("/api/operadoras//?limite=2", "/api/operadoras?limite=2"),
            ("/", "/"),
            ("/api/documentacao/", "/api/documentacao/"),
        ] {
            let pedido = Request::get(entra).body(Body::empty()).unwrap();
            assert_eq!(aparar(pedido).uri().to_string(), sai);
        }
    }
}
