//! O token de identidade: quem o assinou, para quem, para que entrada e até quando. Puro.

use std::time::Duration;

use esteira_base::Instante;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

use super::FOLGA;

/// Só com chave pública: com as de segredo partilhado, quem tem a chave pública assinaria.
const ALGORITMOS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// O que o token tem de dizer.
pub(super) struct Esperado<'a> {
    pub emissor: &'a str,
    pub cliente: &'a str,
    pub nonce: &'a str,
    pub agora: Instante,
}

/// Por que o token não serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NaoServe {
    /// Talvez o provedor tenha trocado de chave.
    ChaveDesconhecida,
    Porque(&'static str),
}

#[derive(Debug, Deserialize)]
struct Afirmacoes {
    aud: Value,
    #[serde(default)]
    azp: Option<String>,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nbf: Option<i64>,
    nonce: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: Value,
}

/// O e-mail que o provedor conferiu.
pub(super) fn conferir(token: &str, chaves: &[Jwk], esperado: &Esperado<'_>) -> Result<String, NaoServe> {
    let porque = NaoServe::Porque;
    let cabecalho = jsonwebtoken::decode_header(token).map_err(|_| porque("token ilegível"))?;
    if !ALGORITMOS.contains(&cabecalho.alg) {
        return Err(porque("algoritmo não aceito"));
    }
    let chave = achar(chaves, cabecalho.kid.as_deref(), cabecalho.alg).ok_or(NaoServe::ChaveDesconhecida)?;
    let chave = DecodingKey::from_jwk(chave).map_err(|_| porque("chave que não se usa"))?;
    let mut regras = Validation::new(cabecalho.alg);
    regras.set_issuer(&[esperado.emissor]);
    regras.set_audience(&[esperado.cliente]);
    regras.set_required_spec_claims(&["iss", "sub", "aud"]);
    // A biblioteca leria o relógio da máquina; as horas se conferem abaixo, com o nosso.
    regras.validate_exp = false;
    let lido = jsonwebtoken::decode::<Afirmacoes>(token, &chave, &regras);
    let afirmacoes = lido.map_err(|_| porque("assinatura, emissor ou destinatário que não conferem"))?.claims;
    let (cedo, tarde) = (segundos(esperado.agora.mais(FOLGA)), segundos(esperado.agora) - segundos_de(FOLGA));
    if afirmacoes.exp <= tarde {
        return Err(porque("token vencido"));
    }
    if afirmacoes.iat > cedo || afirmacoes.nbf.is_some_and(|nbf| nbf > cedo) {
        return Err(porque("token do futuro"));
    }
    let varios = matches!(&afirmacoes.aud, Value::Array(todos) if todos.len() > 1);
    if afirmacoes.azp.as_deref().map_or(varios, |azp| azp != esperado.cliente) {
        return Err(porque("token dado a outro cliente"));
    }
    if afirmacoes.nonce != esperado.nonce {
        return Err(porque("token de outra entrada"));
    }
    // Há provedor que o escreve como texto.
    if afirmacoes.email_verified != Value::Bool(true) && afirmacoes.email_verified != "true" {
        return Err(porque("e-mail que o provedor não conferiu"));
    }
    afirmacoes.email.ok_or(porque("sem e-mail"))
}

/// A chave que o token diz; se não diz, a única que serve.
fn achar<'a>(chaves: &'a [Jwk], id: Option<&str>, algoritmo: Algorithm) -> Option<&'a Jwk> {
    let serve = |chave: &&Jwk| {
        let comum = &chave.common;
        let assina = comum.public_key_use.as_ref().is_none_or(|uso| *uso == PublicKeyUse::Signature);
        let deste = comum.key_algorithm.is_none_or(|dela| dela.to_string() == format!("{algoritmo:?}"));
        assina && deste && id.is_none_or(|id| comum.key_id.as_deref() == Some(id))
    };
    let mut servem = chaves.iter().filter(serve);
    let primeira = servem.next()?;
    (id.is_some() || servem.next().is_none()).then_some(primeira)
}

fn segundos(instante: Instante) -> i64 {
    instante.micros().div_euclid(1_000_000)
}

fn segundos_de(duracao: Duration) -> i64 {
    i64::try_from(duracao.as_secs()).unwrap_or(i64::MAX)
}
