//! Uma sessão de navegador: pedidos com prazo e contados, e descarte garantido.

use std::sync::Arc;
use std::time::Duration;

use fantoccini::Client;
use serde_json::Value;

use super::descarte::{Descarte, PastaDaSessao};
use super::pedido::Pedido;
use super::porteiro::Porteiro;
use super::traduzir;
use super::vigia::Vigia;
use crate::config::ConfigNavegador;
use crate::dominios::Dominios;
use crate::erro::Falha;
use crate::limites;

/// A sessão de uma execução. Largada, o navegador é encerrado em segundo plano.
pub struct Sessao {
    cliente: Client,
    descarte: Descarte,
    /// Nenhum num navegador remoto, que tem a regra desde que abriu.
    porteiro: Option<Porteiro>,
    /// Só depois de ser de uma execução.
    vigia: Option<Vigia>,
    prazo: Duration,
    max_pedidos: u32,
    pedidos: u32,
    perdida: bool,
}

impl Sessao {
    pub fn nova(cliente: Client, descarte: Descarte, porteiro: Option<Porteiro>, config: &ConfigNavegador) -> Self {
        // Qualquer pedido pode ter de esperar a página carregar; o prazo do próprio navegador tem de vencer antes do nosso.
        let prazos = &config.prazos;
        let prazo = prazos.comando.max(prazos.carga_da_pagina + Duration::from_secs(5));
        Self {
            cliente,
            descarte,
            porteiro,
            vigia: None,
            prazo,
            max_pedidos: config.max_comandos,
            pedidos: 0,
            perdida: false,
        }
    }

    /// A partir daqui a sessão é de uma execução, que pode falar com estes hosts.
    pub fn conceder(&mut self, dominios: &Arc<Dominios>) {
        self.vigia = self.descarte.vigiar();
        if let Some(porteiro) = &self.porteiro {
            porteiro.conceder(dominios.clone());
        }
    }

    /// Um navegador que morreu por passar de um teto não caiu: foi derrubado.
    fn explicar(&self, falha: Falha) -> Falha {
        self.vigia.as_ref().and_then(Vigia::veredito).unwrap_or(falha)
    }

    /// Se o navegador ainda está lá.
    pub async fn responde(&mut self) -> bool {
        self.pedir_sem_contar(Pedido::ler("url"), limites::PRAZO_DE_SAUDE).await.is_ok()
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
        if let Some(falha) = self.vigia.as_ref().and_then(Vigia::veredito) {
            self.descarte.agora();
            return Err(falha);
        }
        if self.perdida {
            return Err(Falha::nova("sessao_perdida", "o navegador desta execução já foi encerrado"));
        }
        match tokio::time::timeout(prazo, self.cliente.issue_cmd(pedido)).await {
            Ok(resposta) => resposta.map_err(|erro| self.explicar(traduzir::de_comando(erro))),
            Err(_) => {
                // O pedido preso travaria os seguintes, na fila do fantoccini e na do chromedriver: a sessão acabou.
                self.perdida = true;
                self.descarte.agora();
                Err(Falha::nova("sessao_perdida", format!("o navegador não respondeu em {} s", prazo.as_secs())))
            }
        }
    }
}
