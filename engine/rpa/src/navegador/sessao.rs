//! Uma sessão de navegador: pedidos com prazo e contados, e descarte garantido.

use std::time::Duration;

use fantoccini::Client;
use serde_json::Value;

use super::descarte::{Descarte, PastaDaSessao};
use super::pedido::Pedido;
use super::traduzir;
use crate::config::ConfigNavegador;
use crate::erro::Falha;

/// A sessão de uma execução. Largada, o navegador é encerrado em segundo plano.
pub struct Sessao {
    cliente: Client,
    descarte: Descarte,
    prazo: Duration,
    max_pedidos: u32,
    pedidos: u32,
    perdida: bool,
}

impl Sessao {
    pub fn nova(cliente: Client, descarte: Descarte, config: &ConfigNavegador) -> Self {
        // Qualquer pedido pode ter de esperar a página carregar; o prazo do próprio navegador tem de vencer antes do nosso.
        let prazos = &config.prazos;
        let prazo = prazos.comando.max(prazos.carga_da_pagina + Duration::from_secs(5));
        Self { cliente, descarte, prazo, max_pedidos: config.max_comandos, pedidos: 0, perdida: false }
    }

    pub fn pedidos(&self) -> u32 {
        self.pedidos
    }

    pub fn pasta(&self) -> Option<&PastaDaSessao> {
        self.descarte.pasta()
    }

    /// Faz um pedido e devolve o `value` da resposta.
    pub async fn pedir(&mut self, pedido: Pedido) -> Result<Value, Falha> {
        self.pedidos += 1;
        if self.pedidos > self.max_pedidos {
            // O primeiro o plugin ainda vê, para encerrar com ordem; insistir derruba.
            let derruba = self.pedidos > self.max_pedidos + 1;
            return Err(Falha { derruba, ..Falha::limite("comandos de navegador por execução", self.max_pedidos) });
        }
        self.pedir_sem_contar(pedido, self.prazo).await
    }

    /// Para a evidência: não conta no limite do plugin e tem prazo próprio.
    pub async fn pedir_sem_contar(&mut self, pedido: Pedido, prazo: Duration) -> Result<Value, Falha> {
        if self.perdida {
            return Err(Falha::nova("sessao_perdida", "o navegador desta execução já foi encerrado"));
        }
        match tokio::time::timeout(prazo, self.cliente.issue_cmd(pedido)).await {
            Ok(resposta) => resposta.map_err(traduzir::de_comando),
            Err(_) => {
                // O pedido preso travaria os seguintes, na fila do fantoccini e na do chromedriver: a sessão acabou.
                self.perdida = true;
                self.descarte.agora();
                Err(Falha::nova("sessao_perdida", format!("o navegador não respondeu em {} s", prazo.as_secs())))
            }
        }
    }
}
