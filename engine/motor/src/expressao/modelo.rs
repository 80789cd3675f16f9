//! Um valor com expressões dentro: `com:`, `titulo:`, `valores:`.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::partes::{Pedaco, dividir};
use super::{Contexto, ErroDeExpressao, Expressao};

/// Um valor JSON em que qualquer texto pode trazer `${ }`.
#[derive(Debug, Clone, PartialEq)]
pub enum Modelo {
    /// Sem expressões: vale o que está escrito.
    Literal(Value),
    /// O texto era só `${ … }`: o valor mantém o tipo.
    Expressao(Expressao),
    /// Texto com expressões no meio: o resultado é texto.
    Texto(Vec<Parte>),
    /// Lista com algum item a calcular.
    Lista(Vec<Modelo>),
    /// Objeto com algum valor a calcular, na ordem escrita.
    Objeto(IndexMap<String, Modelo>),
}

/// Parte de um [`Modelo::Texto`].
#[derive(Debug, Clone, PartialEq)]
pub enum Parte {
    /// Sai como está.
    Fixa(String),
    /// Sai o valor, que tem de ser texto, número ou lógico.
    Expressao(Expressao),
}

impl Modelo {
    /// Compila um valor, por dentro.
    ///
    /// # Errors
    /// A primeira expressão que não compila; o intervalo é relativo ao texto que a contém.
    pub fn compilar(valor: &Value) -> Result<Self, ErroDeExpressao> {
        Ok(match valor {
            Value::String(texto) => Self::de_texto(texto)?,
            Value::Array(itens) => Self::lista(itens.iter().map(Self::compilar).collect::<Result<_, _>>()?),
            Value::Object(mapa) => {
                let pares = mapa.iter().map(|(chave, valor)| Ok((chave.clone(), Self::compilar(valor)?)));
                Self::objeto(pares.collect::<Result<_, ErroDeExpressao>>()?)
            }
            simples => Self::Literal(simples.clone()),
        })
    }

    /// Compila um texto. `${ … }` sozinho mantém o tipo do valor; `$${` vale `${`.
    ///
    /// # Errors
    /// `${` sem `}`, ou uma expressão que não compila.
    pub fn de_texto(texto: &str) -> Result<Self, ErroDeExpressao> {
        let mut partes = Vec::new();
        for pedaco in dividir(texto)? {
            partes.push(match pedaco {
                Pedaco::Fixo(fixo) => Parte::Fixa(fixo.to_owned()),
                Pedaco::Expressao(miolo, onde) => {
                    let recuo = onde.start + (miolo.len() - miolo.trim_start().len());
                    Parte::Expressao(Expressao::compilar(miolo.trim()).map_err(|erro| ErroDeExpressao {
                        intervalo: Some(erro.intervalo.map_or(onde, |dentro| dentro.start + recuo..dentro.end + recuo)),
                        ..erro
                    })?)
                }
            });
        }
        Ok(match partes.as_slice() {
            [Parte::Expressao(unica)] => Self::Expressao(unica.clone()),
            _ if partes.iter().all(|parte| matches!(parte, Parte::Fixa(_))) => Self::Literal(Value::String(
                partes.iter().map(|parte| if let Parte::Fixa(fixo) = parte { fixo } else { "" }).collect(),
            )),
            _ => Self::Texto(partes),
        })
    }

    /// Uma lista; se nada nela se calcula, um literal.
    pub fn lista(itens: Vec<Modelo>) -> Self {
        if itens.iter().all(|item| item.literal().is_some()) {
            return Self::Literal(itens.into_iter().filter_map(Self::em_literal).collect());
        }
        Self::Lista(itens)
    }

    /// Um objeto; se nada nele se calcula, um literal.
    pub fn objeto(pares: IndexMap<String, Modelo>) -> Self {
        if pares.values().all(|valor| valor.literal().is_some()) {
            let pares = pares.into_iter().filter_map(|(chave, valor)| Some((chave, valor.em_literal()?)));
            return Self::Literal(Value::Object(pares.collect()));
        }
        Self::Objeto(pares)
    }

    /// O valor escrito, se não há o que calcular.
    pub fn literal(&self) -> Option<&Value> {
        if let Self::Literal(valor) = self { Some(valor) } else { None }
    }

    fn em_literal(self) -> Option<Value> {
        if let Self::Literal(valor) = self { Some(valor) } else { None }
    }

    /// As expressões que há dentro, na ordem escrita.
    pub fn expressoes(&self) -> Vec<&Expressao> {
        match self {
            Self::Literal(_) => Vec::new(),
            Self::Expressao(expressao) => vec![expressao],
            Self::Texto(partes) => {
                partes.iter().filter_map(|p| if let Parte::Expressao(e) = p { Some(e) } else { None }).collect()
            }
            Self::Lista(itens) => itens.iter().flat_map(Self::expressoes).collect(),
            Self::Objeto(pares) => pares.values().flat_map(Self::expressoes).collect(),
        }
    }

    /// Calcula o valor.
    ///
    /// # Errors
    /// Os de [`Expressao::avaliar`]; e, no meio de texto, um valor nulo, lista ou objeto.
    pub fn avaliar(&self, contexto: &Contexto<'_>) -> Result<Value, ErroDeExpressao> {
        match self {
            Self::Literal(valor) => Ok(valor.clone()),
            Self::Expressao(expressao) => expressao.avaliar(contexto),
            Self::Texto(partes) => {
                let mut texto = String::new();
                for parte in partes {
                    match parte {
                        Parte::Fixa(fixo) => texto.push_str(fixo),
                        Parte::Expressao(expressao) => texto.push_str(&em_texto(expressao, contexto)?),
                    }
                }
                Ok(Value::String(texto))
            }
            Self::Lista(itens) => itens.iter().map(|item| item.avaliar(contexto)).collect(),
            Self::Objeto(pares) => {
                let mut mapa = Map::with_capacity(pares.len());
                for (chave, valor) in pares {
                    mapa.insert(chave.clone(), valor.avaliar(contexto)?);
                }
                Ok(Value::Object(mapa))
            }
        }
    }
}

fn em_texto(expressao: &Expressao, contexto: &Contexto<'_>) -> Result<String, ErroDeExpressao> {
    let recusar = |o_que: &str| {
        Err(ErroDeExpressao::da_avaliacao(expressao.fonte(), &format!("deu {o_que}, que não cabe no meio de um texto")))
    };
    match expressao.avaliar(contexto)? {
        Value::String(texto) => Ok(texto),
        Value::Number(numero) => Ok(numero.to_string()),
        Value::Bool(logico) => Ok(logico.to_string()),
        Value::Null => recusar("nulo"),
        Value::Array(_) => recusar("uma lista"),
        Value::Object(_) => recusar("um objeto"),
    }
}
