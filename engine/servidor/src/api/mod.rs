//! As rotas, por recurso.

pub(crate) mod erro;
mod lista;
mod problema;

mod autenticacao;
mod clientes;
mod operadoras;
mod saude;
mod usuarios;

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::OpcoesDoServidor;
use crate::camadas::tempo;
use crate::documentacao::Base;
use crate::estado::Estado;

/// Todas as rotas, com a descrição de cada uma.
pub(crate) fn rotas(opcoes: &OpcoesDoServidor) -> OpenApiRouter<Estado> {
    let comuns = OpenApiRouter::with_openapi(Base::openapi())
        .merge(saude::rotas())
        .merge(autenticacao::rotas())
        .merge(operadoras::rotas())
        .merge(clientes::rotas())
        .merge(usuarios::rotas());
    comuns.layer(tempo(opcoes.tempo_maximo))
}
