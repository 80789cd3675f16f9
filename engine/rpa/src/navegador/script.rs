//! Chamar a biblioteca que roda na página.

use esteira_portas::rpa::DesvioRpa;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Navegador;
use super::pedido::Pedido;
use crate::erro::Falha;
use crate::limites;

pub(super) const BIBLIOTECA: &str = include_str!("scripts/biblioteca.js");

/// O que uma função da biblioteca respondeu.
#[derive(Debug)]
pub enum Resposta {
    Ok(Value),
    /// Ainda não, e por quê.
    Falta(String),
}

impl Resposta {
    /// O valor, se respondeu.
    pub fn ok(self) -> Option<Value> {
        match self {
            Self::Ok(resposta) => Some(valor(resposta)),
            Self::Falta(_) => None,
        }
    }
}

impl Navegador {
    /// Chama `funcao` da biblioteca. O objeto inteiro da resposta vem em `Ok`, se o quadro está em domínio concedido.
    pub(super) async fn biblioteca(
        &mut self,
        funcao: &str,
        argumentos: impl IntoIterator<Item = Value>,
    ) -> Result<Resposta, Falha> {
        let mut todos = vec![json!(funcao)];
        todos.extend(argumentos);
        let resposta = self.executar_na_pagina(BIBLIOTECA, Value::Array(todos)).await?;
        let endereco = resposta.get("endereco").and_then(Value::as_str).unwrap_or_default();
        if !self.dominios.permite_pagina(endereco) {
            return Err(self.sair_da_pagina_negada(endereco).await);
        }
        for desvio in resposta.get("desvios").and_then(Value::as_array).into_iter().flatten() {
            if let Ok(desvio) = DesvioRpa::deserialize(desvio) {
                self.desvios.anotar(desvio);
            }
        }
        if let Some(codigo) = resposta.get("erro").and_then(Value::as_str) {
            let mensagem = resposta.get("mensagem").and_then(Value::as_str).unwrap_or_default();
            let codigo = if codigo == "seletor_invalido" { "seletor_invalido" } else { "elemento_nao_interativo" };
            return Err(Falha::nova(codigo, mensagem));
        }
        match resposta.get("falta").and_then(Value::as_str) {
            Some(falta) => Ok(Resposta::Falta(falta.to_owned())),
            None => Ok(Resposta::Ok(resposta)),
        }
    }

    /// Executa um corpo de função na página e devolve o que ele devolve.
    pub(super) async fn executar_na_pagina(&mut self, corpo: &str, argumentos: Value) -> Result<Value, Falha> {
        let pedido = Pedido::fazer("execute/sync", json!({ "script": corpo, "args": argumentos }));
        self.sessao().await?.pedir(pedido).await
    }
}

/// O `ok` de uma resposta.
pub fn valor(resposta: Value) -> Value {
    match resposta {
        Value::Object(mut campos) => campos.remove("ok").unwrap_or(Value::Null),
        _ => Value::Null,
    }
}

/// Recusa o que não cabe no que se entrega ao plugin.
pub fn caber(texto: String) -> Result<String, Falha> {
    if texto.len() > limites::TEXTO_BYTES {
        return Err(Falha::limite("tamanho do que se leu da página, em bytes", limites::TEXTO_BYTES));
    }
    Ok(texto)
}
