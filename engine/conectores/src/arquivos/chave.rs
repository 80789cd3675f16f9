//! A chave de um arquivo: `{inquilino}/{2 primeiros dígitos do resumo}/{resumo}`.

use std::fmt;
use std::str::FromStr;

use esteira_base::{Resumo, ids::InquilinoId};
use esteira_portas::arquivos::chave_de;
use object_store::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chave {
    inquilino: InquilinoId,
    resumo: Resumo,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct ChaveInvalida;

impl Chave {
    pub(super) fn nova(inquilino: InquilinoId, resumo: Resumo) -> Self {
        Self { inquilino, resumo }
    }

    pub(super) fn resumo(&self) -> Resumo {
        self.resumo
    }

    pub(super) fn caminho(&self) -> Path {
        Path::from(self.to_string())
    }

    /// A pasta em que o arquivo fica.
    pub(super) fn pasta(&self) -> String {
        let resumo = self.resumo.to_string();
        format!("{}/{}", self.inquilino, &resumo[..2])
    }
}

impl fmt::Display for Chave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&chave_de(self.inquilino, self.resumo))
    }
}

impl FromStr for Chave {
    type Err = ChaveInvalida;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let partes: Vec<&str> = texto.split('/').collect();
        let [inquilino, _, resumo] = partes[..] else { return Err(ChaveInvalida) };
        let inquilino = inquilino.parse().map_err(|_| ChaveInvalida)?;
        let chave = Self { inquilino, resumo: resumo.parse().map_err(|_| ChaveInvalida)? };
        // Só a escrita que nós mesmos produzimos vale.
        if chave.to_string() == texto { Ok(chave) } else { Err(ChaveInvalida) }
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_a_propria_escrita_e_chave() {
        let chave = Chave::nova(InquilinoId::novo(), Resumo::de(b"fatura"));
        let texto = chave.to_string();
        assert_eq!(texto.parse(), Ok(chave));
        for ruim in [
            "",
            "../segredo",
            &texto.to_uppercase(),
            &format!("/{texto}"),
            &format!("{texto}/.."),
            &texto.replacen('/', "/../", 1),
        ] {
            assert_eq!(ruim.parse::<Chave>(), Err(ChaveInvalida), "{ruim}");
        }
    }
}
