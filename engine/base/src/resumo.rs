//! Resumo (digest) BLAKE3 de um conteúdo: é por ele que fluxos, plugins e arquivos se identificam.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// BLAKE3 de 32 bytes. Em texto, 64 dígitos hexadecimais minúsculos.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Resumo([u8; 32]);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("resumo inválido: esperados 64 dígitos hexadecimais")]
pub struct ResumoInvalido;

impl Resumo {
    pub fn de(conteudo: &[u8]) -> Self {
        Self(*blake3::hash(conteudo).as_bytes())
    }

    /// Os 12 primeiros dígitos, para telas e logs.
    pub fn curto(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

/// Resume um conteúdo que chega aos pedaços.
#[derive(Default)]
pub struct Resumidor(blake3::Hasher);

impl Resumidor {
    /// Mais um pedaço, na ordem.
    pub fn mais(&mut self, pedaco: &[u8]) {
        self.0.update(pedaco);
    }

    /// O resumo de tudo o que chegou.
    pub fn fim(&self) -> Resumo {
        Resumo(*self.0.finalize().as_bytes())
    }
}

impl fmt::Display for Resumo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for Resumo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resumo({self})")
    }
}

impl FromStr for Resumo {
    type Err = ResumoInvalido;
    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        blake3::Hash::from_hex(texto).map(|hash| Self(*hash.as_bytes())).map_err(|_| ResumoInvalido)
    }
}

impl Serialize for Resumo {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Resumo {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}
