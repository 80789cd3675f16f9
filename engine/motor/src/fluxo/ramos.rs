//! Os passos que contêm outros: `paralelo` e `para_cada`.

use indexmap::IndexMap;

use super::NomePasso;
use crate::expressao::Modelo;

/// Um pedaço de fluxo dentro de um passo, com escopo próprio: termina num `fim`, cujo `resultado` é o do ramo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpo {
    /// Primeiro passo.
    pub inicio: NomePasso,
}

/// O que fazer quando um ramo falha e ninguém lá dentro trata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Falhas {
    /// O passo que falhou espera um operador; os outros ramos seguem.
    #[default]
    Atencao,
    /// Os outros ramos param, e o passo inteiro falha com o mesmo erro.
    Parar,
    /// O ramo termina com o erro no lugar do resultado; os outros seguem.
    Seguir,
}

/// `tipo: paralelo`.
#[derive(Debug, Clone)]
pub struct PassoParalelo {
    /// Nome do ramo → corpo.
    pub ramos: IndexMap<String, Corpo>,
    /// Conclui com o primeiro ramo que terminar, e para os outros; senão, com todos.
    pub primeiro: bool,
    /// O que fazer das falhas.
    pub falhas: Falhas,
}

/// `tipo: para_cada`.
#[derive(Debug, Clone)]
pub struct PassoParaCada {
    /// A lista.
    pub em: Modelo,
    /// Quantos itens ao mesmo tempo.
    pub simultaneos: u32,
    /// O que se faz com cada um; lá dentro, `item` e `indice`.
    pub corpo: Corpo,
    /// O que fazer das falhas.
    pub falhas: Falhas,
}
