//! A camada que sabe quem pede, uma vez por pedido: o limite dele se conta aqui, e quem precisa dele ([`Autenticado`](crate::extracao::Autenticado)) o acha
//! pronto.
//!
//! Não deve conhecer: o que cada rota exige de quem pede.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use esteira_aplicacao::{Quem, autenticacao};
use esteira_base::Resumo;

use crate::api::erro::ErroApi;
use crate::estado::Estado;
use crate::extracao::{DeOnde, token_do_cabecalho};
use crate::limites::Sobra;

/// Quem pede, ou por que não se sabe.
#[derive(Clone)]
pub(crate) struct Reconhecido(pub Result<Quem, ErroApi>);

impl Reconhecido {
    /// Sem token é o mesmo que token inválido.
    pub(crate) fn ninguem() -> Self {
        Self(Err(autenticacao::token_recusado().into()))
    }
}

/// O que distingue uma credencial das outras: a pessoa, por quantas sessões tenha; o token de integração, por si.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Credencial(pub Resumo);

impl Credencial {
    fn nova(quem: &Quem, token: &str) -> Self {
        match quem.usuario.filter(|_| quem.escopos.is_none()) {
            Some(usuario) => Self(Resumo::de(usuario.0.as_bytes())),
            None => Self(Resumo::de(token.as_bytes())),
        }
    }
}

/// Reconhece quem pede. Quem não se reconhece segue: há rotas abertas, e as outras o recusam.
pub(crate) async fn reconhecer(State(estado): State<Estado>, pedido: Request, proximo: Next) -> Response {
    let (mut partes, corpo) = pedido.into_parts();
    let Some(token) = token_do_cabecalho(&partes.headers) else {
        return proximo.run(Request::from_parts(partes, corpo)).await;
    };
    let DeOnde(origem) = DeOnde::ler(&partes, estado.opcoes.proxies);
    let mut sobra = None;
    let reconhecido = match autenticacao::autenticar(&estado.app, token, origem).await {
        Ok(quem) => {
            let credencial = Credencial::nova(&quem, token);
            match estado.limites.da_credencial(&credencial.0) {
                Ok(cabe) => sobra = cabe,
                Err(recusa) => return *recusa,
            }
            partes.extensions.insert(credencial);
            Ok(quem)
        }
        Err(erro) => Err(erro.into()),
    };
    partes.extensions.insert(Reconhecido(reconhecido));
    let mut resposta = proximo.run(Request::from_parts(partes, corpo)).await;
    Sobra::anotar(sobra, &mut resposta);
    resposta
}
