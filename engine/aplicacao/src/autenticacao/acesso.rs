//! O token de acesso: JWT assinado com HS256.

use esteira_base::ids::{InquilinoId, UsuarioId};
use esteira_base::{Instante, Segredo};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::token_recusado;
use crate::{Aplicacao, ErroAplicacao};

const EMISSOR: &str = "esteira";

/// O que o token afirma. O perfil não está aqui: lê-se do banco a cada pedido, para que mudá-lo valha na hora.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Afirmacoes {
    iss: String,
    pub sub: UsuarioId,
    pub inquilino: InquilinoId,
    /// A entrada de que vem: encerrada, o token deixa de valer antes de vencer.
    pub sessao: Uuid,
    iat: i64,
    exp: i64,
}

pub(super) fn emitir(
    app: &Aplicacao,
    usuario: UsuarioId,
    inquilino: InquilinoId,
    sessao: Uuid,
) -> Result<Segredo, ErroAplicacao> {
    let agora = app.relogio.agora();
    let afirmacoes = Afirmacoes {
        iss: EMISSOR.to_owned(),
        sub: usuario,
        inquilino,
        sessao,
        iat: segundos(agora),
        exp: segundos(agora.mais(app.configuracao.validade_do_acesso)),
    };
    let (chave, _) = app.reconhecidos.chaves(&app.configuracao.chave_jwt);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &afirmacoes, chave)
        .map(Segredo::novo)
        .map_err(ErroAplicacao::interno)
}

pub(super) fn conferir(app: &Aplicacao, token: &str) -> Result<Afirmacoes, ErroAplicacao> {
    let mut regras = Validation::new(Algorithm::HS256);
    regras.set_issuer(&[EMISSOR]);
    // A biblioteca leria o relógio da máquina; o vencimento se confere abaixo, com o nosso.
    regras.validate_exp = false;
    regras.set_required_spec_claims(&["iss", "sub"]);
    let (_, chave) = app.reconhecidos.chaves(&app.configuracao.chave_jwt);
    let afirmacoes = jsonwebtoken::decode::<Afirmacoes>(token, chave, &regras).map_err(|_| token_recusado())?.claims;
    if segundos(app.relogio.agora()) >= afirmacoes.exp { Err(token_recusado()) } else { Ok(afirmacoes) }
}

impl Afirmacoes {
    pub(super) fn vence(&self) -> Instante {
        Instante::de_micros(self.exp.saturating_mul(1_000_000))
    }
}

/// Segundos desde 1970 (RFC 7519, NumericDate).
fn segundos(instante: Instante) -> i64 {
    instante.micros().div_euclid(1_000_000)
}
