//! O fluxo como grafo: passos que ninguém alcança, laços sem espera, ramos que não terminam.
//!
//! Não deve conhecer: YAML, lugares no texto. Os problemas citam passos; quem os lê sabe onde estão.

mod conferencia;
mod saidas;

use std::collections::HashMap;
use std::fmt;

use petgraph::graph::{DiGraph, NodeIndex};

pub use conferencia::conferir;
pub use saidas::{Saida, TipoSaida, saidas};

use crate::fluxo::{Fluxo, TipoPasso};

/// Passos e setas, sem mais nada.
#[derive(Debug)]
pub struct Grafo {
    inicio: String,
    setas: DiGraph<No, ()>,
    indices: HashMap<String, NodeIndex>,
}

#[derive(Debug)]
struct No {
    nome: String,
    espera: bool,
    fim: bool,
}

impl Grafo {
    /// Um grafo vazio que começará pelo passo `inicio`.
    pub fn novo(inicio: impl Into<String>) -> Self {
        Self { inicio: inicio.into(), setas: DiGraph::new(), indices: HashMap::new() }
    }

    /// O grafo de um fluxo já lido.
    pub fn do_fluxo(fluxo: &Fluxo) -> Self {
        let mut grafo = Self::novo(&fluxo.inicio);
        for (nome, passo) in &fluxo.passos {
            grafo.passo(nome, passo.tipo.espera(), matches!(passo.tipo, TipoPasso::Fim(_)));
        }
        for passo in fluxo.passos.values() {
            saidas(passo).iter().for_each(|saida| grafo.seta(&passo.nome, &saida.para));
        }
        grafo
    }

    /// Põe um passo; na ordem em que devem aparecer nas mensagens.
    pub fn passo(&mut self, nome: &str, espera: bool, fim: bool) {
        let indice = self.setas.add_node(No { nome: nome.to_owned(), espera, fim });
        self.indices.insert(nome.to_owned(), indice);
    }

    /// Põe uma seta; a que cita passo que não foi posto não conta.
    pub fn seta(&mut self, de: &str, para: &str) {
        if let (Some(&de), Some(&para)) = (self.indices.get(de), self.indices.get(para)) {
            self.setas.update_edge(de, para, ());
        }
    }

    /// Se há caminho, de uma ou mais setas, de um passo a outro.
    pub fn alcanca(&self, de: &str, para: &str) -> bool {
        let (Some(&de), Some(&para)) = (self.indices.get(de), self.indices.get(para)) else { return true };
        self.setas.neighbors(de).any(|vizinho| petgraph::algo::has_path_connecting(&self.setas, vizinho, para, None))
    }
    /// Se todo caminho do início a `depois` passa por `antes`.
    pub fn domina(&self, antes: &str, depois: &str) -> bool {
        let (Some(&inicio), Some(&antes), Some(&depois)) =
            (self.indices.get(&self.inicio), self.indices.get(antes), self.indices.get(depois))
        else {
            return true;
        };
        let dominadores = petgraph::algo::dominators::simple_fast(&self.setas, inicio);
        dominadores.dominators(depois).is_none_or(|mut acima| acima.any(|no| no == antes))
    }
}

/// Um defeito do desenho.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problema {
    /// Nenhum caminho do início leva a este passo.
    Inalcancavel {
        /// O passo.
        passo: String,
    },
    /// A instância giraria aqui para sempre sem esperar nada.
    LacoSemEspera {
        /// O laço inteiro, sem repetir o primeiro.
        passos: Vec<String>,
    },
    /// Quem entra nestes passos nunca chega a um `fim`.
    SemFim {
        /// Os passos de onde já não se sai.
        passos: Vec<String>,
    },
}

impl Problema {
    /// O passo a apontar.
    pub fn passo(&self) -> &str {
        match self {
            Self::Inalcancavel { passo } => passo,
            Self::LacoSemEspera { passos } | Self::SemFim { passos } => passos.first().map_or("", String::as_str),
        }
    }

    /// Código estável do diagnóstico.
    pub fn codigo(&self) -> &'static str {
        match self {
            Self::Inalcancavel { .. } => "passo_inalcancavel",
            Self::LacoSemEspera { .. } => "laco_sem_espera",
            Self::SemFim { .. } => "ramo_sem_fim",
        }
    }

    /// O que fazer.
    pub fn sugestao(&self) -> String {
        match self {
            Self::Inalcancavel { .. } => "mande algum passo para ele, ou tire-o",
            Self::LacoSemEspera { .. } => {
                "ponha no laço um passo que espere (`esperar`, `tarefa`, `evento`, `rpa`), ou uma saída"
            }
            Self::SemFim { .. } => "mande um deles, direta ou indiretamente, para um passo `fim`",
        }
        .to_owned()
    }
}

impl fmt::Display for Problema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inalcancavel { passo } => write!(f, "nenhum caminho chega ao passo `{passo}`"),
            Self::LacoSemEspera { passos } => {
                write!(f, "laço sem espera: {} → `{}`", em_fila(passos), passos.first().map_or("", String::as_str))
            }
            Self::SemFim { passos } if passos.len() == 1 => write!(f, "de `{}` nunca se chega a um `fim`", passos[0]),
            Self::SemFim { passos } => write!(f, "de {} nunca se chega a um `fim`", em_fila(passos)),
        }
    }
}

fn em_fila(passos: &[String]) -> String {
    passos.iter().map(|passo| format!("`{passo}`")).collect::<Vec<_>>().join(" → ")
}
