//! O que o RPA externo guarda enquanto está no ar: na memória, e perde-se ao reiniciar.

use std::sync::{Arc, Mutex};

use esteira_base::{Instante, Relogio};
use serde_json::Value;
use uuid::Uuid;

use super::PedidoRecebido;
use super::falha::FalhaRpaExterno;
use crate::falhas::QuadroDeFalhas;
use crate::tranca::trancar;

pub(super) struct Estado {
    pub(super) falhas: Arc<QuadroDeFalhas<FalhaRpaExterno>>,
    pub(super) pdf: Vec<u8>,
    token: Mutex<String>,
    url: Mutex<String>,
    trabalhos: Mutex<Vec<Trabalho>>,
    pedidos: Mutex<Vec<PedidoRecebido>>,
    relogio: Arc<dyn Relogio>,
}

/// Um trabalho de que ele ainda se lembra.
#[derive(Debug, Clone)]
pub(super) struct Trabalho {
    pub(super) id: String,
    pub(super) operadora: String,
    pub(super) corpo: Value,
    pub(super) criado: Instante,
    /// Quantas vezes se perguntou por ele: é o que o faz andar.
    pub(super) consultas: u32,
}

impl Estado {
    pub(super) fn novo(token: &str, pdf: Vec<u8>, relogio: Arc<dyn Relogio>) -> Self {
        Self {
            falhas: Arc::new(QuadroDeFalhas::vazio()),
            pdf,
            token: Mutex::new(token.to_owned()),
            url: Mutex::default(),
            trabalhos: Mutex::default(),
            pedidos: Mutex::default(),
            relogio,
        }
    }

    pub(super) fn token(&self) -> String {
        trancar(&self.token).clone()
    }

    pub(super) fn trocar_token(&self, token: &str) {
        *trancar(&self.token) = token.to_owned();
    }

    pub(super) fn url(&self) -> String {
        trancar(&self.url).clone()
    }

    pub(super) fn anotar_url(&self, url: String) {
        *trancar(&self.url) = url;
    }

    pub(super) fn criar(&self, operadora: &str, corpo: Value) -> String {
        let id = Uuid::new_v4().to_string();
        let pedido = PedidoRecebido { operadora: operadora.to_owned(), trabalho: id.clone(), corpo: corpo.clone() };
        trancar(&self.pedidos).push(pedido);
        let criado = self.relogio.agora();
        let novo = Trabalho { id: id.clone(), operadora: operadora.to_owned(), corpo, criado, consultas: 0 };
        trancar(&self.trabalhos).push(novo);
        id
    }

    /// O trabalho, contando mais uma consulta.
    pub(super) fn consultar(&self, id: &str) -> Option<Trabalho> {
        let mut trabalhos = trancar(&self.trabalhos);
        let trabalho = trabalhos.iter_mut().find(|trabalho| trabalho.id == id)?;
        trabalho.consultas += 1;
        Some(trabalho.clone())
    }

    pub(super) fn ver(&self, id: &str) -> Option<Trabalho> {
        trancar(&self.trabalhos).iter().find(|trabalho| trabalho.id == id).cloned()
    }

    pub(super) fn todos(&self) -> Vec<Trabalho> {
        trancar(&self.trabalhos).clone()
    }

    pub(super) fn largar(&self, id: &str) {
        trancar(&self.trabalhos).retain(|trabalho| trabalho.id != id);
    }

    pub(super) fn esquecer(&self) {
        trancar(&self.trabalhos).clear();
    }

    pub(super) fn pedidos(&self) -> Vec<PedidoRecebido> {
        trancar(&self.pedidos).clone()
    }
}
