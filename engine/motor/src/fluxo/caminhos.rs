//! Os passos que só decidem por onde se vai, guardam, ou encerram.

use indexmap::IndexMap;

use super::NomePasso;
use crate::expressao::{Expressao, Modelo};

/// `tipo: escolha`.
#[derive(Debug, Clone)]
pub struct PassoEscolha {
    /// O primeiro caso verdadeiro ganha.
    pub casos: Vec<Caso>,
    /// Quando nenhum caso é verdadeiro.
    pub senao: NomePasso,
}

/// Um caso de `escolha`.
#[derive(Debug, Clone)]
pub struct Caso {
    /// Condição (booleana).
    pub se: Expressao,
    /// Próximo passo.
    pub vai: NomePasso,
}

/// `tipo: atribuir`.
#[derive(Debug, Clone)]
pub struct PassoAtribuir {
    /// Nome → valor, na ordem; cada um já vê os anteriores em `variaveis`.
    pub valores: IndexMap<String, Modelo>,
}

/// `tipo: fim`.
#[derive(Debug, Clone)]
pub struct PassoFim {
    /// O que a instância (ou o ramo) devolve.
    pub resultado: Option<Modelo>,
    /// Encerra como falha, desfazendo o que tem `compensar`.
    pub falha: Option<Falha>,
}

/// Como um `fim` diz que falhou.
#[derive(Debug, Clone)]
pub struct Falha {
    /// Código estável: `cliente_desistiu`.
    pub codigo: String,
    /// Para gente.
    pub mensagem: Modelo,
}
