//! O id de uma mensagem: o bastante para achá-la noutra execução, ou para saber que já mudou de pasta. Puro.

use serde::{Deserialize, Serialize};

use crate::erro::Falha;

/// Pasta, validade dos números dela, número e `Message-ID`. Como texto, uma lista JSON; o plugin não a abre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identidade(pub String, pub u32, pub u32, pub Option<String>);

impl Identidade {
    pub fn ler(texto: &str) -> Result<Self, Falha> {
        let mut lida: Self = serde_json::from_str(texto)
            .map_err(|_| Falha::nova("argumento_invalido", "isto não é o id de uma mensagem; use o que ela deu"))?;
        lida.3 = lida.3.filter(|id| procuravel(id));
        Ok(lida)
    }

    pub fn pasta(&self) -> &str {
        &self.0
    }

    pub fn validade(&self) -> u32 {
        self.1
    }

    pub fn uid(&self) -> u32 {
        self.2
    }

    pub fn message_id(&self) -> Option<&str> {
        self.3.as_deref()
    }
}

impl std::fmt::Display for Identidade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| std::fmt::Error)?)
    }
}

/// Se um `Message-ID` pode ir entre aspas num comando.
pub(super) fn procuravel(message_id: &str) -> bool {
    !message_id.is_empty() && message_id.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\'))
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn id_vai_e_volta_e_lixo_e_recusado() {
        let id = Identidade("Concluídas".into(), 1, 42, Some("a/b;c@d".into()));
        assert_eq!(Identidade::ler(&id.to_string()).unwrap(), id);
        for lixo in ["", "42", r#"["INBOX",1]"#, r#"["INBOX",-1,2,null]"#] {
            assert_eq!(Identidade::ler(lixo).unwrap_err().codigo, "argumento_invalido");
        }
        assert_eq!(Identidade::ler(r#"["INBOX",1,2,"a\" DELETED"]"#).unwrap().message_id(), None);
    }
}
