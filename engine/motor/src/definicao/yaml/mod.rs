//! Texto YAML → árvore em que cada nó sabe o seu lugar.
//!
//! YAML 1.2, esquema central: `yes`, `no`, `sim` são texto, não lógicos. Âncoras valem; etiquetas (`!x`), vários documentos e chaves
//! que não são texto não. É o único lugar que conhece a biblioteca de YAML.

mod escalar;
mod leitura;
mod sintaxe;

use serde_json::{Map, Value};

use super::coletor::Lugar;

pub(super) use leitura::ler;

/// Quantos nós a árvore pode ter, contando as cópias que as âncoras fazem.
const NOS_MAXIMOS: usize = 20_000;

/// Quantas listas e mapas cabem uns dentro dos outros, de cada notação.
const ANINHAMENTO_MAXIMO: usize = 32;

/// Um nó da árvore.
#[derive(Debug, Clone)]
pub(in crate::definicao) struct No {
    pub valor: Valor,
    /// Num mapa ou lista em bloco, o da sua chave: é o que se aponta a quem lê.
    pub lugar: Lugar,
}

/// O conteúdo de um nó.
#[derive(Debug, Clone)]
pub(in crate::definicao) enum Valor {
    Nulo,
    /// Já acusado: serve de qualquer tipo, para não se acusar de novo.
    Ilegivel,
    Logico(bool),
    Inteiro(i64),
    Decimal(f64),
    Texto(String),
    Lista(Vec<No>),
    Mapa(Vec<Par>),
}

/// Um par de um mapa, na ordem escrita.
#[derive(Debug, Clone)]
pub(in crate::definicao) struct Par {
    pub chave: String,
    pub lugar: Lugar,
    pub valor: No,
}

impl No {
    /// Com artigo, para mensagens: "um texto".
    pub fn tipo(&self) -> &'static str {
        match self.valor {
            Valor::Nulo | Valor::Ilegivel => "nada",
            Valor::Logico(_) => "um lógico",
            Valor::Inteiro(_) => "um inteiro",
            Valor::Decimal(_) => "um decimal",
            Valor::Texto(_) => "um texto",
            Valor::Lista(_) => "uma lista",
            Valor::Mapa(_) => "um mapa",
        }
    }

    pub fn pares(&self) -> Option<&[Par]> {
        if let Valor::Mapa(pares) = &self.valor { Some(pares) } else { None }
    }

    /// O valor de uma chave, se isto é um mapa e ela existe.
    pub fn campo(&self, chave: &str) -> Option<&No> {
        self.pares()?.iter().find(|par| par.chave == chave).map(|par| &par.valor)
    }

    /// Sem os lugares.
    pub fn json(&self) -> Value {
        match &self.valor {
            Valor::Nulo | Valor::Ilegivel => Value::Null,
            Valor::Logico(logico) => Value::from(*logico),
            Valor::Inteiro(inteiro) => Value::from(*inteiro),
            Valor::Decimal(decimal) => Value::from(*decimal),
            Valor::Texto(texto) => Value::from(texto.as_str()),
            Valor::Lista(itens) => itens.iter().map(No::json).collect(),
            Valor::Mapa(pares) => {
                Value::Object(Map::from_iter(pares.iter().map(|par| (par.chave.clone(), par.valor.json()))))
            }
        }
    }
}
