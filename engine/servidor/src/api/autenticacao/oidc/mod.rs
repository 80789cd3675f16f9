//! Entrar por um provedor de identidade.

mod entrar;
mod retorno;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

/// O que liga a ida à volta, no navegador de quem entra. Não autentica nada, e só estas rotas o recebem.
const BISCOITO: &str = "esteira_oidc";
/// Onde o navegador o manda.
const LUGAR: &str = "/api/autenticacao/oidc";

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(entrar::entrar)).routes(routes!(retorno::retornar))
}
