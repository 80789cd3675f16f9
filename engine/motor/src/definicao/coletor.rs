//! Onde as leituras deixam os problemas e o que só se confere no fim: referências a passos e expressões.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::diagnostico::{Diagnostico, Gravidade, Intervalo, recuar_ate_caractere, situar};
use super::passos::Tipo;
use crate::expressao::Expressao;
use crate::fluxo::{Lar, Passo};

/// Quantos erros, e quantos avisos, se guardam de um arquivo: depois disso ninguém os lê.
const DIAGNOSTICOS_MAXIMOS: usize = 200;

/// Quantos textos com expressão um fluxo pode ter.
const EXPRESSOES_MAXIMAS: usize = 2_000;

/// Um trecho do texto, em bytes.
pub(super) type Lugar = std::ops::Range<usize>;

/// Para onde um passo (ou o `inicio` de um corpo) manda.
pub(super) struct Destino {
    pub de: Option<String>,
    pub para: String,
    pub lugar: Lugar,
    /// O corpo de quem manda: só se vai a passos dele.
    pub corpo: Option<Lar>,
}

/// Um passo declarado, tenha ou não sido lido por inteiro.
pub(super) struct Declarado {
    pub tipo: Option<Tipo>,
    pub lugar: Lugar,
    pub corpo: Option<Lar>,
    /// JSON Schema da saída, quando se sabe a forma dela.
    pub forma: Option<Value>,
}

/// Uma expressão escrita no fluxo, e onde.
pub(super) struct Escrita {
    pub expressao: Expressao,
    pub lugar: Lugar,
    pub passo: Option<String>,
    pub corpo: Option<Lar>,
    /// Está no `resultado` de um `http`: vê `resposta`.
    pub ve_resposta: bool,
}

pub(super) struct Coletor<'t> {
    pub texto: &'t str,
    arquivo: &'t str,
    diagnosticos: Vec<Diagnostico>,
    /// Passo que se está lendo.
    pub passo_atual: Option<String>,
    /// Corpo que se está lendo; nenhum no do fluxo.
    pub corpo_atual: Option<Lar>,
    /// Se o que se está lendo vê `resposta`.
    pub ve_resposta: bool,
    pub passos: IndexMap<String, Declarado>,
    /// Os que se leram por inteiro.
    pub lidos: IndexMap<String, Passo>,
    pub destinos: Vec<Destino>,
    pub expressoes: Vec<Escrita>,
    /// Nomes que algum `atribuir` guarda.
    pub variaveis: BTreeSet<String>,
    /// Esquema da entrada, se o fluxo o declara.
    pub entrada: Option<Value>,
}

impl<'t> Coletor<'t> {
    pub fn novo(arquivo: &'t str, texto: &'t str) -> Self {
        Self {
            texto,
            arquivo,
            diagnosticos: Vec::new(),
            passo_atual: None,
            corpo_atual: None,
            ve_resposta: false,
            passos: IndexMap::new(),
            lidos: IndexMap::new(),
            destinos: Vec::new(),
            expressoes: Vec::new(),
            variaveis: BTreeSet::new(),
            entrada: None,
        }
    }

    pub fn erro(&mut self, codigo: &'static str, lugar: Lugar, mensagem: impl Into<String>) {
        self.anotar(Gravidade::Erro, codigo, lugar, mensagem.into(), None);
    }

    pub fn erro_com(
        &mut self,
        codigo: &'static str,
        lugar: Lugar,
        mensagem: impl Into<String>,
        sugestao: impl Into<Option<String>>,
    ) {
        self.anotar(Gravidade::Erro, codigo, lugar, mensagem.into(), sugestao.into());
    }

    pub fn aviso_com(
        &mut self,
        codigo: &'static str,
        lugar: Lugar,
        mensagem: impl Into<String>,
        sugestao: Option<String>,
    ) {
        self.anotar(Gravidade::Aviso, codigo, lugar, mensagem.into(), sugestao);
    }

    fn anotar(
        &mut self,
        gravidade: Gravidade,
        codigo: &'static str,
        lugar: Lugar,
        mensagem: String,
        sugestao: Option<String>,
    ) {
        if self.diagnosticos.iter().filter(|anterior| anterior.gravidade == gravidade).count() >= DIAGNOSTICOS_MAXIMOS {
            return;
        }
        let inicio = recuar_ate_caractere(self.texto, lugar.start);
        let fim = recuar_ate_caractere(self.texto, lugar.end).max(inicio);
        let (linha, coluna, trecho) = situar(self.texto, inicio);
        self.diagnosticos.push(Diagnostico {
            codigo,
            gravidade,
            arquivo: self.arquivo.to_owned(),
            linha,
            coluna,
            intervalo: Intervalo { inicio, fim },
            trecho,
            mensagem,
            sugestao,
        });
    }

    /// Se já houve algum destes códigos.
    pub fn houve(&self, codigos: &[&str]) -> bool {
        self.diagnosticos.iter().any(|diagnostico| codigos.contains(&diagnostico.codigo))
    }

    pub fn quantos_erros(&self) -> usize {
        self.diagnosticos.len()
    }

    /// Anota uma expressão para conferir no fim. Recusa, uma vez só, quando já são demais.
    pub fn anotar_expressao(&mut self, expressao: Expressao, lugar: Lugar) {
        if self.expressoes.len() == EXPRESSOES_MAXIMAS {
            self.erro(
                "expressoes_demais",
                lugar.clone(),
                format!("o fluxo tem mais de {EXPRESSOES_MAXIMAS} expressões; divida-o"),
            );
        }
        let (passo, corpo) = (self.passo_atual.clone(), self.corpo_atual.clone());
        self.expressoes.push(Escrita { expressao, lugar, passo, corpo, ve_resposta: self.ve_resposta });
    }

    /// Já há expressões demais: nem vale compilar outras.
    pub fn ha_expressoes_demais(&self) -> bool {
        self.expressoes.len() > EXPRESSOES_MAXIMAS
    }

    pub fn destino(&mut self, para: &str, lugar: Lugar) {
        let (de, corpo) = (self.passo_atual.clone(), self.corpo_atual.clone());
        self.destinos.push(Destino { de, para: para.to_owned(), lugar, corpo });
    }

    /// Os diagnósticos na ordem do arquivo, sem repetidos.
    pub fn terminar(mut self) -> Vec<Diagnostico> {
        self.diagnosticos.sort_by_key(|diagnostico| diagnostico.intervalo);
        self.diagnosticos.dedup();
        self.diagnosticos
    }
}
