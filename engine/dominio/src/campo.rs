//! Erros de preenchimento, todos de uma vez, cada um com o campo a que pertence.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use url::Url;

/// Maior URL aceita, em caracteres.
pub const MAXIMO_URL: usize = 500;

/// Um problema em um campo. `codigo` é estável (para programas e traduções); `mensagem` diz à pessoa o que fazer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErroDeCampo {
    pub campo: &'static str,
    /// `obrigatorio`, `longo_demais`, `curto_demais`, `invalido`, `incoerente` ou `reservado`.
    pub codigo: &'static str,
    pub mensagem: String,
}

impl ErroDeCampo {
    pub fn novo(campo: &'static str, codigo: &'static str, mensagem: impl Into<String>) -> Self {
        Self { campo, codigo, mensagem: mensagem.into() }
    }
}

/// Tudo o que está errado num cadastro. Nunca vazio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ErrosDeCampo(pub Vec<ErroDeCampo>);

impl fmt::Display for ErrosDeCampo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (posicao, erro) in self.0.iter().enumerate() {
            let separador = if posicao == 0 { "" } else { "; " };
            write!(f, "{separador}{}: {}", erro.campo, erro.mensagem)?;
        }
        Ok(())
    }
}

impl std::error::Error for ErrosDeCampo {}

/// Lê campo a campo, anota o que está errado e segue, para a pessoa corrigir tudo numa vez só.
#[derive(Debug, Default)]
pub(crate) struct Preenchimento {
    erros: Vec<ErroDeCampo>,
}

impl Preenchimento {
    pub(crate) fn erro(&mut self, campo: &'static str, codigo: &'static str, mensagem: impl Into<String>) {
        self.erros.push(ErroDeCampo::novo(campo, codigo, mensagem));
    }

    /// Texto que precisa existir, sem espaços nas pontas, de até `maximo` caracteres.
    pub(crate) fn obrigatorio(&mut self, campo: &'static str, texto: &str, maximo: usize) -> String {
        if texto.trim().is_empty() {
            self.erro(campo, "obrigatorio", "preencha este campo");
        }
        self.texto(campo, texto, maximo)
    }

    /// Texto que pode faltar; vazio é ausente.
    pub(crate) fn opcional(&mut self, campo: &'static str, texto: Option<String>, maximo: usize) -> Option<String> {
        Some(self.texto(campo, &texto?, maximo)).filter(|limpo| !limpo.is_empty())
    }

    /// Texto de uma linha, que pode ser vazio.
    pub(crate) fn texto(&mut self, campo: &'static str, texto: &str, maximo: usize) -> String {
        if texto.trim().contains(char::is_control) {
            self.erro(campo, "invalido", "tem quebra de linha ou caractere de controle; digite de novo, sem colar");
        }
        self.texto_longo(campo, texto, maximo)
    }

    /// Texto de várias linhas, que pode ser vazio.
    pub(crate) fn texto_longo(&mut self, campo: &'static str, texto: &str, maximo: usize) -> String {
        let limpo = texto.trim();
        let tamanho = limpo.chars().count();
        if tamanho > maximo {
            self.erro(campo, "longo_demais", format!("tem {tamanho} caracteres; o máximo é {maximo}"));
        }
        limpo.to_owned()
    }

    /// Valor que se lê do texto; a mensagem do tipo vira a do campo.
    pub(crate) fn ler<T: FromStr<Err: fmt::Display>>(&mut self, campo: &'static str, texto: &str) -> Option<T> {
        if texto.trim().is_empty() {
            self.erro(campo, "obrigatorio", "preencha este campo");
            return None;
        }
        match texto.parse() {
            Ok(valor) => Some(valor),
            Err(motivo) => {
                self.erro(campo, "invalido", motivo.to_string());
                None
            }
        }
    }

    /// Endereço `http` ou `https` completo, sem usuário nem senha dentro.
    pub(crate) fn url(&mut self, campo: &'static str, texto: Option<String>) -> Option<String> {
        let limpo = self.opcional(campo, texto, MAXIMO_URL)?;
        match Url::parse(&limpo) {
            Ok(url) if !matches!(url.scheme(), "http" | "https") || !url.has_host() => {
                self.erro(campo, "invalido", "o endereço precisa começar com https:// (ou http://) e ter um domínio");
            }
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                self.erro(campo, "invalido", "tire o usuário e a senha do endereço; eles têm campos próprios");
            }
            Ok(_) => return Some(limpo),
            Err(_) => self.erro(campo, "invalido", "escreva o endereço completo, como https://portal.exemplo.com.br"),
        }
        None
    }

    /// O valor montado, se nada estava errado.
    pub(crate) fn concluir<T>(self, valor: Option<T>) -> Result<T, ErrosDeCampo> {
        match valor {
            Some(valor) if self.erros.is_empty() => Ok(valor),
            _ => Err(ErrosDeCampo(self.erros)),
        }
    }
}
