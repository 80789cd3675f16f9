//! Um segredo em memória: não se imprime, não se serializa e se apaga ao sair.

use std::fmt;

use zeroize::Zeroizing;

/// Senha, token ou chave em claro. Só [`Segredo::revelar`] o mostra; procure por essa palavra para achar todos os usos.
#[derive(Clone, PartialEq, Eq)]
pub struct Segredo(Zeroizing<String>);

impl Segredo {
    pub fn novo(valor: impl Into<String>) -> Self {
        Self(Zeroizing::new(valor.into()))
    }

    pub fn revelar(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Segredo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Segredo(***)")
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn imprimir_nao_revela() {
        assert_eq!(format!("{:?}", Segredo::novo("xyz")), "Segredo(***)");
    }
}
