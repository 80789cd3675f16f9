//! O erro de um passo, como dado.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Erro de um trabalho. É dado: a política do passo decide o que fazer dele.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErroAtividade {
    /// Se adianta repetir.
    pub classe: ClasseDeErro,
    /// Estável, minúsculo com sublinhado: `credencial_invalida`.
    pub codigo: String,
    /// Para gente.
    pub mensagem: String,
    /// O que fazer, quando se sabe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acao_recomendada: Option<String>,
    /// Objeto JSON.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub detalhes: Value,
}

impl ErroAtividade {
    /// Quanto quem falhou pediu que se espere antes de tentar de novo (`detalhes.esperar_segundos`: o `Retry-After` de um serviço).
    pub fn espera_pedida(&self) -> Option<Duration> {
        self.detalhes.get("esperar_segundos")?.as_u64().map(Duration::from_secs)
    }

    /// Um erro que não adianta repetir, dito pela própria máquina.
    pub fn de_negocio(codigo: &str, mensagem: impl Into<String>) -> Self {
        Self { acao_recomendada: None, ..Self::do_fluxo(codigo, mensagem) }
    }

    /// Erro do próprio fluxo (expressão que não resolve, passo que não existe): só uma pessoa conserta.
    pub fn do_fluxo(codigo: &str, mensagem: impl Into<String>) -> Self {
        Self {
            classe: ClasseDeErro::Negocio,
            codigo: codigo.to_owned(),
            mensagem: mensagem.into(),
            acao_recomendada: Some("corrija a entrada ou o fluxo e repita o passo".to_owned()),
            detalhes: Value::Null,
        }
    }
}

/// `Negocio` não adianta repetir; `Tecnico` repete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClasseDeErro {
    /// Não adianta repetir: credencial inválida, cliente não encontrado.
    Negocio,
    /// Repete: tempo esgotado, portal fora.
    Tecnico,
}
