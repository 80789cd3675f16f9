//! Qual caixa, e com que segredo.

use serde_json::json;

use crate::codigos;
use crate::erro::Erro;

/// Uma caixa de correio. A senha vai pelo nome do segredo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conta {
    pub(super) servidor: String,
    pub(super) usuario: String,
    pub(super) segredo: String,
    porta: Option<u16>,
    tls: bool,
}

impl Conta {
    /// Com TLS, na porta de costume.
    pub fn nova(servidor: &str, usuario: &str, segredo: &str) -> Self {
        let (servidor, usuario, segredo) = (servidor.to_owned(), usuario.to_owned(), segredo.to_owned());
        Self { servidor, usuario, segredo, porta: None, tls: true }
    }

    /// De `imaps://servidor` ou `imap://servidor`, com porta ou sem. O segundo vai às claras: só com a própria máquina, ou se o cadastro
    /// o concede assim. Erro `parametro_invalido`.
    pub fn da_url(url: &str, usuario: &str, segredo: &str) -> Result<Self, Erro> {
        let (tls, servidor, porta) = ler(url.trim()).ok_or_else(|| {
            Erro::negocio(codigos::PARAMETRO_INVALIDO, format!("\"{url}\" não é o endereço de uma caixa de correio"))
                .acao("Escreva o endereço da caixa como imaps://imap.exemplo.com.br.")
        })?;
        Ok(Self { porta, tls, ..Self::nova(servidor, usuario, segredo) })
    }

    /// Outra porta.
    pub fn na_porta(mut self, porta: u16) -> Self {
        self.porta = Some(porta);
        self
    }

    /// Às claras. Só com a própria máquina, ou se o cadastro concede `imap://servidor`.
    pub fn sem_tls(mut self) -> Self {
        self.tls = false;
        self
    }

    pub(super) fn opcoes(&self) -> String {
        match self.porta {
            Some(porta) => json!({ "tls": self.tls, "porta": porta }).to_string(),
            None => json!({ "tls": self.tls }).to_string(),
        }
    }
}

fn ler(url: &str) -> Option<(bool, &str, Option<u16>)> {
    let (esquema, resto) = url.split_once("://")?;
    let tls = match esquema {
        "imaps" => true,
        "imap" => false,
        _ => return None,
    };
    let resto = resto.strip_suffix('/').unwrap_or(resto);
    let (servidor, porta) = match resto.strip_prefix('[').and_then(|dentro| dentro.split_once(']')) {
        Some((servidor, "")) => (servidor, None),
        Some((servidor, porta)) => (servidor, Some(porta.strip_prefix(':')?)),
        None => resto.split_once(':').map_or((resto, None), |(servidor, porta)| (servidor, Some(porta))),
    };
    let serve = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    let porta = match porta {
        Some(texto) => Some(texto.parse().ok().filter(|porta| *porta != 0)?),
        None => None,
    };
    (!servidor.is_empty() && servidor.chars().all(serve)).then_some((tls, servidor, porta))
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn endereco_da_caixa_diz_servidor_porta_e_cifra() {
        for (url, esperado) in [
            ("imaps://imap.exemplo.com.br", Some((true, "imap.exemplo.com.br", None))),
            ("imaps://imap.exemplo:1993/", Some((true, "imap.exemplo", Some(1993)))),
            ("imap://127.0.0.1:9143", Some((false, "127.0.0.1", Some(9143)))),
            ("imaps://[::1]:993", Some((true, "::1", Some(993)))),
            ("https://imap.exemplo", None),
            ("imap.exemplo", None),
            ("imaps://", None),
            ("imaps://ana:senha@imap.exemplo", None),
            ("imaps://imap.exemplo/INBOX", None),
            ("imaps://imap.exemplo:0", None),
        ] {
            assert_eq!(ler(url), esperado, "{url}");
        }
    }
}
