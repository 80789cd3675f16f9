//! Um segredo que chega no corpo: nem se imprime nem se devolve.

use esteira_base::Segredo;
use serde::{Deserialize, Deserializer};

/// Texto que já nasce [`Segredo`].
#[derive(Debug, Clone)]
pub(crate) struct SegredoRecebido(pub Segredo);

impl<'de> Deserialize<'de> for SegredoRecebido {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(|texto| Self(Segredo::novo(texto)))
    }
}
