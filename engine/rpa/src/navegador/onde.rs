//! Onde agir na página: um caminho de seletores a partir do documento ou de um elemento já achado. Puro.

use std::fmt;

use serde::Serialize;
use serde_json::{Value, json};

use crate::erro::Falha;

/// Chave com que o W3C marca uma referência de elemento em JSON.
pub const CHAVE_DE_ELEMENTO: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Os modos de localizar que o WIT tem.
pub const MODOS: [&str; 8] = ["xpath", "css", "id", "nome", "texto-link", "texto-link-parcial", "classe", "etiqueta"];

/// Um seletor, e qual dos que casam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passo {
    pub por: String,
    pub valor: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// O nome, se é declarado no manifesto.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nome: Option<String>,
    /// O que se tenta depois de `por` e `valor`, na ordem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outras: Vec<(String, String)>,
}

impl Passo {
    /// Erro `seletor_invalido` se o modo não existe ou o valor é vazio.
    pub fn novo(por: String, valor: String) -> Result<Self, Falha> {
        if !MODOS.contains(&por.as_str()) {
            return Err(Falha::nova(
                "seletor_invalido",
                format!("modo de localizar desconhecido: \"{por}\"; use um de {}", MODOS.join(", ")),
            ));
        }
        if valor.is_empty() {
            return Err(Falha::nova("seletor_invalido", "o seletor está vazio"));
        }
        Ok(Self { por, valor, n: None, nome: None, outras: Vec::new() })
    }

    /// O seletor deste nome, com as suas alternativas (modo e valor) na ordem; a primeira existe.
    pub fn declarado(nome: String, mut alternativas: Vec<(String, String)>) -> Self {
        let outras = alternativas.split_off(1.min(alternativas.len()));
        let (por, valor) = alternativas.pop().unwrap_or_default();
        Self { por, valor, n: None, nome: Some(nome), outras }
    }
}

impl fmt::Display for Passo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nome) = &self.nome {
            write!(f, "{nome}: ")?;
        }
        write!(f, "{}={}", self.por, self.valor)?;
        self.n.map_or(Ok(()), |n| write!(f, "[{n}]"))
    }
}

/// De onde se parte e por quais seletores se vai.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onde {
    /// Id W3C do elemento de partida; nenhum é o documento.
    pub raiz: Option<String>,
    pub passos: Vec<Passo>,
}

impl Onde {
    pub fn documento(passo: Passo) -> Self {
        Self { raiz: None, passos: vec![passo] }
    }

    pub fn elemento(id: &str) -> Self {
        Self { raiz: Some(id.to_owned()), passos: Vec::new() }
    }

    pub fn dentro_do_elemento(id: &str, passo: Passo) -> Self {
        Self { raiz: Some(id.to_owned()), passos: vec![passo] }
    }

    /// Se pode ser procurado de novo quando o elemento envelhece.
    pub fn reencontravel(&self) -> bool {
        self.raiz.is_none()
    }

    /// Os dois primeiros argumentos de toda função da biblioteca.
    pub fn argumentos(&self) -> [Value; 2] {
        [self.raiz.as_deref().map_or(Value::Null, referencia), json!(self.passos)]
    }
}

/// Os mesmos passos, só com a primeira alternativa de cada seletor.
pub fn so_a_primeira(passos: &mut Value) {
    for passo in passos.as_array_mut().into_iter().flatten() {
        if let Value::Object(campos) = passo {
            campos.remove("outras");
        }
    }
}

/// A referência JSON de um elemento.
pub fn referencia(id: &str) -> Value {
    json!({ CHAVE_DE_ELEMENTO: id })
}

/// O id de uma referência.
pub fn id_de(valor: &Value) -> Option<String> {
    Some(valor.get(CHAVE_DE_ELEMENTO)?.as_str()?.to_owned())
}

impl fmt::Display for Onde {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.passos.is_empty() {
            return f.write_str("elemento");
        }
        for (i, passo) in self.passos.iter().enumerate() {
            let separador = if i > 0 { " » " } else { "" };
            write!(f, "{separador}{passo}")?;
        }
        Ok(())
    }
}
