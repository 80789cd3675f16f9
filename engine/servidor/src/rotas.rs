//! O roteador inteiro.

use std::sync::Arc;

use axum::Router;
use esteira_aplicacao::Aplicacao;
use tower::Layer;
use tower::util::MapRequestLayer;

use crate::api;
use crate::estado::Estado;
use crate::limites::Limites;
use crate::{OpcoesDoServidor, barra_final, camadas, documentacao, idempotencia};

/// Monta a API sobre a aplicação.
pub fn rotas(app: Aplicacao, opcoes: OpcoesDoServidor) -> Router {
    let limites = Arc::new(Limites::novos(&opcoes.limites));
    let estado = Estado { app, opcoes: Arc::new(opcoes), limites };
    let (rotas, mut descricao) =
        api::rotas(&estado.opcoes, estado.app.configuracao.tamanho_maximo_da_fatura).split_for_parts();
    idempotencia::descrever(&mut descricao);
    let rotas = rotas.with_state(estado.clone()).merge(documentacao::rotas(documentacao::completar(descricao)));
    let servico = MapRequestLayer::new(barra_final::aparar).layer(camadas::envolver(rotas, &estado));
    Router::new().fallback_service(servico)
}

/// A descrição OpenAPI 3.1, sem precisar de servidor no ar.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut descricao = api::rotas(&OpcoesDoServidor::default(), 0).into_openapi();
    idempotencia::descrever(&mut descricao);
    documentacao::completar(descricao)
}
