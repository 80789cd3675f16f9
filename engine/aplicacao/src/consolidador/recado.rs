//! Um comando com hora marcada, na fila: o temporizador que vence, a filha que nasce, o que uma instância manda dizer a outra.
//!
//! É durável como qualquer linha da fila, e sai dela na transação que o aplica: nem se perde, nem se aplica duas vezes.

use esteira_base::ids::InstanciaId;
use esteira_motor::maquina::{Comando, Estado, FilhaPedida, NumeroVisita};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// O que a linha da fila leva.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recado {
    /// Para a instância da linha.
    Comando(Box<Comando>),
    /// A instância da linha (a mãe) pede que uma filha nasça.
    IniciarFilha(FilhaPedida),
}

/// Quem pediu uma instância filha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mae {
    /// A instância.
    pub id: InstanciaId,
    /// A visita que a pediu.
    pub visita: NumeroVisita,
    /// A tentativa.
    pub tentativa: u32,
}

impl Mae {
    /// O id da filha: sempre o mesmo para o mesmo pedido, e por isso ela não nasce duas vezes.
    pub fn filha(&self) -> InstanciaId {
        InstanciaId::derivado_de(&format!("filha/{}/{}/{}", self.id, self.visita, self.tentativa))
    }

    /// A mãe de uma instância, pelo que ela sabe de si.
    pub fn de(estado: &Estado) -> Option<Self> {
        serde_json::from_value(estado.instancia.get("mae")?.clone()).ok()
    }
}

/// O que uma instância sabe de si nas expressões: `id`, `chave` e, se é filha, `mae`.
pub fn identidade(id: InstanciaId, chave: &str, mae: Option<Mae>) -> Value {
    let mut identidade = json!({ "id": id, "chave": chave });
    if let Some(mae) = mae {
        identidade["mae"] = serde_json::to_value(mae).unwrap_or_default();
    }
    identidade
}
