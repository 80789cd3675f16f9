//! Erro é dado: código estável, classe, mensagem para gente e ação recomendada.

use std::fmt;

use serde_json::{Map, Value};

use crate::borda;
use crate::codigos;

/// Adianta repetir?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Classe {
    /// Não adianta repetir sozinho: alguém precisa agir.
    Negocio,
    /// Pode passar: o motor repete conforme o fluxo.
    Tecnico,
}

impl Classe {
    /// Como o contrato a escreve: `negocio` ou `tecnico`.
    pub fn rotulo(self) -> &'static str {
        match self {
            Self::Negocio => "negocio",
            Self::Tecnico => "tecnico",
        }
    }

    fn de_rotulo(rotulo: &str) -> Option<Self> {
        match rotulo {
            "negocio" => Some(Self::Negocio),
            "tecnico" => Some(Self::Tecnico),
            _ => None,
        }
    }
}

/// Falha de uma operação.
///
/// ```
/// use esteira_sdk::{Classe, Erro};
///
/// let erro = Erro::negocio("fatura_indisponivel", "a fatura de 10/2026 ainda não saiu")
///     .acao("Tente de novo amanhã.");
/// assert_eq!(erro.codigo(), "fatura_indisponivel");
/// assert_eq!(erro.classe(), Classe::Negocio);
/// ```
#[derive(Clone, PartialEq)]
pub struct Erro(Box<Dados>);

#[derive(Clone, Debug, PartialEq)]
struct Dados {
    classe: Classe,
    codigo: String,
    mensagem: String,
    acao: Option<String>,
    detalhes: Map<String, Value>,
}

impl Erro {
    /// Não adianta repetir. Códigos conhecidos em [`codigos`]; o plugin pode criar os seus (minúsculas e sublinhado).
    pub fn negocio(codigo: &str, mensagem: impl Into<String>) -> Self {
        Self::novo(Classe::Negocio, codigo, mensagem.into())
    }

    /// Pode passar se repetir.
    pub fn tecnico(codigo: &str, mensagem: impl Into<String>) -> Self {
        Self::novo(Classe::Tecnico, codigo, mensagem.into())
    }

    fn novo(classe: Classe, codigo: &str, mensagem: String) -> Self {
        Self(Box::new(Dados { classe, codigo: codigo.to_owned(), mensagem, acao: None, detalhes: Map::new() }))
    }

    /// O que a pessoa deve fazer.
    pub fn acao(mut self, acao: impl Into<String>) -> Self {
        self.0.acao = Some(acao.into());
        self
    }

    /// Um dado a mais para quem investiga.
    pub fn detalhe(mut self, chave: &str, valor: impl Into<Value>) -> Self {
        self.0.detalhes.insert(chave.to_owned(), valor.into());
        self
    }

    /// Diz o que se fazia quando falhou: `"ao entrar no portal: …"`.
    pub fn ao(mut self, fazer: &str) -> Self {
        self.0.mensagem = format!("ao {fazer}: {}", self.0.mensagem);
        self
    }

    /// O código, para decidir o que fazer.
    pub fn codigo(&self) -> &str {
        &self.0.codigo
    }

    /// A classe.
    pub fn classe(&self) -> Classe {
        self.0.classe
    }

    /// A mensagem para gente.
    pub fn mensagem(&self) -> &str {
        &self.0.mensagem
    }

    /// A ação recomendada, se há.
    pub fn acao_recomendada(&self) -> Option<&str> {
        self.0.acao.as_deref()
    }

    /// Um dado de [`Erro::detalhe`] ou do hospedeiro.
    pub fn obter_detalhe(&self, chave: &str) -> Option<&Value> {
        self.0.detalhes.get(chave)
    }
}

impl fmt::Display for Erro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.0.mensagem, self.0.codigo)
    }
}

impl fmt::Debug for Erro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Erro {}

impl From<borda::Erro> for Erro {
    /// Do hospedeiro para o plugin: a classe dita nos detalhes, ou a do código.
    fn from(erro: borda::Erro) -> Self {
        let mut detalhes = match serde_json::from_str(&erro.detalhes_json) {
            Ok(Value::Object(mapa)) => mapa,
            _ => Map::new(),
        };
        let classe = detalhes.remove("classe").and_then(|v| v.as_str().and_then(Classe::de_rotulo));
        let acao = detalhes.remove("acao_recomendada").and_then(|v| v.as_str().map(str::to_owned));
        Self(Box::new(Dados {
            classe: classe.unwrap_or_else(|| codigos::classe_de(&erro.codigo)),
            codigo: erro.codigo,
            mensagem: erro.mensagem,
            acao,
            detalhes,
        }))
    }
}

impl From<Erro> for borda::Erro {
    /// Do plugin para o hospedeiro, com as chaves que o WIT combina.
    fn from(Erro(dados): Erro) -> Self {
        let mut detalhes = dados.detalhes;
        detalhes.insert("classe".to_owned(), dados.classe.rotulo().into());
        if let Some(acao) = dados.acao {
            detalhes.insert("acao_recomendada".to_owned(), acao.into());
        }
        Self { codigo: dados.codigo, mensagem: dados.mensagem, detalhes_json: Value::Object(detalhes).to_string() }
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn ida_e_volta_pela_borda_nao_perde_nada() {
        let erro = Erro::negocio("fatura_ambigua", "duas servem").acao("Escolha uma.").detalhe("linhas", 2);
        assert_eq!(Erro::from(borda::Erro::from(erro.clone())), erro);
    }

    #[test]
    fn erro_do_hospedeiro_sem_classe_usa_a_do_codigo() {
        let de = |codigo: &str, detalhes: &str| {
            let (codigo, mensagem, detalhes_json) = (codigo.to_owned(), String::new(), detalhes.to_owned());
            Erro::from(borda::Erro { codigo, mensagem, detalhes_json }).classe()
        };
        assert_eq!(de("tempo_esgotado", ""), Classe::Tecnico);
        assert_eq!(de("dominio_negado", "{}"), Classe::Negocio);
        assert_eq!(de("tempo_esgotado", r#"{"classe":"negocio"}"#), Classe::Negocio);
    }
}
