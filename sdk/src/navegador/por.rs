//! Como achar um elemento.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Value, json};

use crate::borda::Seletor;

/// O modo, no WIT, de um seletor que se declarou no manifesto.
const DECLARADO: &str = "seletor";

/// Como achar, com os nomes do Selenium. Os de um plugin declaram-se com [`seletores!`](crate::seletores!). Constante quando o texto é fixo:
///
/// ```
/// use esteira_sdk::Por;
///
/// const ENTRAR: Por = Por::xpath("//input[@value='Entrar']");
/// let linha = Por::xpath_de(format!("//tr[td[1]={}]", Por::literal("D'Ávila")));
/// assert_eq!(linha.to_string(), r#"xpath=//tr[td[1]="D'Ávila"]"#);
/// # let _ = ENTRAR;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Por {
    modo: &'static str,
    valor: Cow<'static, str>,
}

/// Declara os modos do WIT.
macro_rules! modos {
    ($($(#[$doc:meta])* $nome:ident = $modo:literal;)*) => {
        $($(#[$doc])* pub const fn $nome(valor: &'static str) -> Self {
            Self { modo: $modo, valor: Cow::Borrowed(valor) }
        })*
    };
}

impl Por {
    modos! {
        /// XPath 1.0, relativo ao documento (ou ao elemento, se começa por `.`).
        xpath = "xpath";
        /// Seletor CSS.
        css = "css";
        /// Atributo `id`.
        id = "id";
        /// Atributo `name`.
        nome = "nome";
        /// Texto inteiro de um link.
        texto_link = "texto-link";
        /// Trecho do texto de um link.
        texto_link_parcial = "texto-link-parcial";
        /// Uma das classes.
        classe = "classe";
        /// Nome da etiqueta (`tr`, `input`, …).
        etiqueta = "etiqueta";
    }

    /// XPath montado na hora. Texto de fora entra sempre por [`Por::literal`].
    pub fn xpath_de(valor: String) -> Self {
        Self { modo: "xpath", valor: Cow::Owned(valor) }
    }

    /// CSS montado na hora.
    pub fn css_de(valor: String) -> Self {
        Self { modo: "css", valor: Cow::Owned(valor) }
    }

    /// Um texto como literal de XPath. XPath 1.0 não tem escape: texto com os dois tipos de aspas vira `concat(…)`.
    pub fn literal(texto: &str) -> String {
        if !texto.contains('\'') {
            return format!("'{texto}'");
        }
        if !texto.contains('"') {
            return format!("\"{texto}\"");
        }
        let partes: Vec<String> = texto.split('\'').map(|parte| format!("'{parte}'")).collect();
        format!("concat({})", partes.join(", \"'\", "))
    }

    /// Um seletor declarado no manifesto: quem sabe como ele se acha é o hospedeiro.
    #[doc(hidden)]
    pub const fn declarado(nome: &'static str) -> Self {
        Self { modo: DECLARADO, valor: Cow::Borrowed(nome) }
    }

    /// Como [`Por::declarado`], com o que vai nos lugares dele.
    #[doc(hidden)]
    pub fn declarado_com(nome: &'static str, com: &[(&'static str, &str)]) -> Self {
        let com: serde_json::Map<_, _> =
            com.iter().map(|(lugar, valor)| ((*lugar).to_owned(), Value::from(*valor))).collect();
        Self { modo: DECLARADO, valor: Cow::Owned(json!({ "nome": nome, "com": com }).to_string()) }
    }

    /// O nome de um seletor declarado; de outro, como se acha.
    pub(crate) fn nome_declarado(&self) -> String {
        if self.modo != DECLARADO {
            return self.to_string();
        }
        let com_lugares = serde_json::from_str::<Value>(&self.valor).ok();
        let nome = com_lugares.as_ref().and_then(|valor| valor.get("nome")?.as_str());
        nome.unwrap_or(&self.valor).to_owned()
    }

    /// O modo e o texto, como o manifesto os quer.
    pub(crate) fn json(&self) -> Value {
        json!({ "por": self.modo, "valor": self.valor })
    }

    pub(crate) fn seletor(&self) -> Seletor {
        Seletor { por: self.modo.to_owned(), valor: self.valor.clone().into_owned() }
    }
}

impl fmt::Display for Por {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.modo, self.valor)
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn literal_de_xpath_aguenta_os_dois_tipos_de_aspas() {
        assert_eq!(Por::literal("simples"), "'simples'");
        assert_eq!(Por::literal("D'Ávila"), "\"D'Ávila\"");
        assert_eq!(Por::literal(r#"a'b"c"#), r#"concat('a', "'", 'b"c')"#);
    }
}
