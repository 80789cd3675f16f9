//! O que um plugin pergunta a uma pessoa.

use std::time::Duration;

use serde_json::{Value, json};

use crate::arquivos::Arquivo;
use crate::navegador::milissegundos;

/// Uma pergunta, para [`Execucao::perguntar`](crate::Execucao::perguntar).
pub struct Pergunta<'a> {
    titulo: String,
    texto: String,
    opcoes: Vec<String>,
    pub(crate) imagem: Option<&'a Arquivo>,
    /// `0`: o prazo da execução.
    pub(crate) prazo_ms: u64,
}

impl<'a> Pergunta<'a> {
    /// De resposta livre, até o prazo da execução.
    pub fn nova(titulo: &str, texto: &str) -> Self {
        Self { titulo: titulo.to_owned(), texto: texto.to_owned(), opcoes: Vec::new(), imagem: None, prazo_ms: 0 }
    }

    /// Só servem estas respostas.
    pub fn entre(mut self, opcoes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.opcoes = opcoes.into_iter().map(Into::into).collect();
        self
    }

    /// Mostra uma imagem a quem responde: a captura do captcha, por exemplo.
    pub fn mostrando(mut self, imagem: &'a Arquivo) -> Self {
        self.imagem = Some(imagem);
        self
    }

    /// Desiste antes do prazo da execução.
    pub fn no_prazo(mut self, prazo: Duration) -> Self {
        self.prazo_ms = milissegundos(prazo);
        self
    }

    pub(crate) fn json(&self) -> Value {
        json!({ "titulo": self.titulo, "texto": self.texto, "opcoes": self.opcoes })
    }
}
