//! Quem já se autenticou há pouco, para não conferir a assinatura e ler o usuário a cada pedido.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use esteira_base::ids::UsuarioId;
use esteira_base::{Instante, Resumo};
use jsonwebtoken::{DecodingKey, EncodingKey};

use crate::Quem;

/// Por quanto tempo se confia no que se leu do usuário. Mudado neste nó, vale na hora; em outro, neste prazo.
pub const VALIDADE_DO_RECONHECIMENTO: Duration = Duration::from_secs(2);
/// Quantos tokens se guardam; passando disto, esquecem-se todos e se começa de novo.
const MAXIMO_DE_RECONHECIDOS: usize = 10_000;

/// Os reconhecidos deste nó. Clonar é barato. Guarda o resumo do token, nunca o token.
#[derive(Clone, Default)]
pub struct Reconhecidos {
    por_token: Arc<Mutex<HashMap<Resumo, Reconhecido>>>,
    chaves: Arc<OnceLock<(EncodingKey, DecodingKey)>>,
}

struct Reconhecido {
    quem: Quem,
    ate: Instante,
}

impl Reconhecidos {
    fn por_token(&self) -> MutexGuard<'_, HashMap<Resumo, Reconhecido>> {
        self.por_token.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Quem é, se se soube há pouco; sem origem.
    pub(super) fn quem(&self, token: &str, agora: Instante) -> Option<Quem> {
        let por_token = self.por_token();
        let reconhecido = por_token.get(&Resumo::de(token.as_bytes()))?;
        (agora < reconhecido.ate).then(|| reconhecido.quem.clone())
    }

    /// Anota quem é, até o token vencer ou o reconhecimento envelhecer, o que vier antes.
    pub(super) fn anotar(&self, token: &str, quem: Quem, vence: Instante, agora: Instante) {
        let ate = vence.min(agora.mais(VALIDADE_DO_RECONHECIMENTO));
        let mut por_token = self.por_token();
        if por_token.len() >= MAXIMO_DE_RECONHECIDOS {
            por_token.clear();
        }
        por_token.insert(Resumo::de(token.as_bytes()), Reconhecido { quem, ate });
    }

    /// O usuário mudou: o próximo pedido dele o lê de novo.
    pub(crate) fn esquecer(&self, usuario: UsuarioId) {
        self.por_token().retain(|_, reconhecido| reconhecido.quem.usuario != Some(usuario));
    }

    /// As chaves de assinar e conferir, preparadas uma vez.
    pub(super) fn chaves(&self, segredo: &esteira_base::Segredo) -> &(EncodingKey, DecodingKey) {
        self.chaves.get_or_init(|| {
            let bytes = segredo.revelar().as_bytes();
            (EncodingKey::from_secret(bytes), DecodingKey::from_secret(bytes))
        })
    }
}
