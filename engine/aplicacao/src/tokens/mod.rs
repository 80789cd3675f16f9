//! Tokens de integração: um programa age por alguém, só no que se lhe concedeu, e até uma data.
//!
//! O token é `esteira_<inquilino>.<32 bytes sorteados>`: opaco para quem o usa, e reconhecível por quem procura segredos vazados. Mostra-se uma vez, ao criar.

mod criar;
mod reconhecer;
mod revogar;
mod ver;

pub use criar::{Criado, PedidoDeToken, criar};
pub(crate) use reconhecer::{e_de_integracao, reconhecer};
pub use revogar::revogar;
pub use ver::{Token, listar};

use esteira_base::ids::InquilinoId;
use esteira_base::{Resumo, Segredo};
use uuid::Uuid;

/// Como todos começam.
const PREFIXO: &str = "esteira_";

/// De que organização é, e o resumo pelo qual se acha.
fn ler(token: &str) -> Option<(InquilinoId, Resumo)> {
    let (inquilino, _) = token.strip_prefix(PREFIXO)?.split_once('.')?;
    Some((Uuid::try_parse(inquilino).ok()?.into(), Resumo::de(token.as_bytes())))
}

fn montar(inquilino: InquilinoId, sorteado: &str) -> Segredo {
    Segredo::novo(format!("{PREFIXO}{}.{sorteado}", inquilino.0.simple()))
}
