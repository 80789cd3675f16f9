//! O roteador inteiro.

use std::sync::Arc;

use axum::Router;
use esteira_aplicacao::Aplicacao;
use tower::Layer;
use tower::util::MapRequestLayer;

use crate::api;
use crate::estado::Estado;
use crate::{OpcoesDoServidor, barra_final, camadas, documentacao};

/// Monta a API sobre a aplicação.
pub fn rotas(app: Aplicacao, opcoes: OpcoesDoServidor) -> Router {
    let estado = Estado { app, opcoes: Arc::new(opcoes) };
    let (rotas, descricao) =
        api::rotas(&estado.opcoes, estado.app.configuracao.tamanho_maximo_da_fatura).split_for_parts();
    let rotas = rotas.with_state(estado).merge(documentacao::rotas(documentacao::completar(descricao)));
    let servico = MapRequestLayer::new(barra_final::aparar).layer(camadas::envolver(rotas));
    Router::new().fallback_service(servico)
}

/// A descrição OpenAPI 3.1, sem precisar de servidor no ar.
pub fn openapi() -> utoipa::openapi::OpenApi {
    documentacao::completar(api::rotas(&OpcoesDoServidor::default(), 0).into_openapi())
}
