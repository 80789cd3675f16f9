//! O que se deriva do estado com a nossa chave, e por isso não se guarda.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use esteira_base::Segredo;
use sha2::{Digest, Sha256};

use crate::Aplicacao;

/// Separa esta subchave de qualquer outro uso da mesma chave.
const CONTEXTO: &str = "esteira 2026-11 oidc v1: o que se deriva do estado";

/// O que não se repete no token de identidade.
pub(super) fn nonce(app: &Aplicacao, estado: &str) -> String {
    derivar(app, "nonce", estado)
}

/// O verificador do PKCE (RFC 7636): 43 caracteres.
pub(super) fn verificador(app: &Aplicacao, estado: &str) -> Segredo {
    Segredo::novo(derivar(app, "verificador", estado))
}

/// O que fica no navegador em que se começou.
pub(super) fn navegador(app: &Aplicacao, estado: &str) -> Segredo {
    Segredo::novo(derivar(app, "navegador", estado))
}

/// O que se mostra do verificador ao começar (S256).
pub(super) fn desafio(verificador: &Segredo) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verificador.revelar().as_bytes()))
}

fn derivar(app: &Aplicacao, para_que: &str, estado: &str) -> String {
    let subchave = blake3::derive_key(CONTEXTO, app.configuracao.chave_jwt.revelar().as_bytes());
    let mut derivado = blake3::Hasher::new_keyed(&subchave);
    derivado.update(&(para_que.len() as u64).to_be_bytes()).update(para_que.as_bytes()).update(estado.as_bytes());
    URL_SAFE_NO_PAD.encode(derivado.finalize().as_bytes())
}
