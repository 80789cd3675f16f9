//! O que listar.

use serde_json::{Map, Value};

use crate::apoio::Data;

/// Sem nada, tudo o que há na pasta, até o máximo do hospedeiro (50, se não se pede outro).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filtro(Map<String, Value>);

impl Filtro {
    /// Tudo.
    pub fn novo() -> Self {
        Self::default()
    }

    /// Só as deste endereço, inteiro.
    pub fn remetente(self, endereco: &str) -> Self {
        self.com("remetente", endereco)
    }

    /// Só as que chegaram neste dia ou depois.
    pub fn desde(self, dia: Data) -> Self {
        self.com("desde", dia.to_string())
    }

    /// Só as que chegaram até este dia, inclusive.
    pub fn ate(self, dia: Data) -> Self {
        self.com("ate", dia.to_string())
    }

    /// Só as por ler.
    pub fn nao_lidas(self) -> Self {
        self.com("lida", false)
    }

    /// Só as lidas.
    pub fn lidas(self) -> Self {
        self.com("lida", true)
    }

    /// No máximo tantas: as mais velhas.
    pub fn maximo(self, quantas: usize) -> Self {
        self.com("maximo", quantas)
    }

    /// Se não couberem todas no máximo, as mais novas.
    pub fn recentes(self) -> Self {
        self.com("recentes", true)
    }

    fn com(mut self, chave: &str, valor: impl Into<Value>) -> Self {
        self.0.insert(chave.to_owned(), valor.into());
        self
    }

    pub(super) fn json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}
