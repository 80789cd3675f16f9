//! O que se escolhe ao montar o servidor.

use std::time::Duration;

use esteira_base::Segredo;
use tokio_util::sync::CancellationToken;

use crate::{LimitesDePedidos, Origens};

/// Opções do servidor.
#[derive(Debug, Clone)]
pub struct OpcoesDoServidor {
    /// Quantos proxies nossos há na frente. É a partir do fim de `X-Forwarded-For` que se conta: o começo qualquer um escreve. Zero = não há.
    pub proxies: usize,
    /// De que outras origens um navegador pode chamar a API.
    pub origens: Origens,
    /// Quantos pedidos se atendem por minuto.
    pub limites: LimitesDePedidos,
    /// Token com que um coletor lê `/metricas` sem ser usuário; sem ele, só quem opera o motor as lê.
    pub token_das_metricas: Option<Segredo>,
    /// Quanto um pedido comum pode demorar até começar a responder.
    pub tempo_maximo: Duration,
    /// Quanto um upload pode demorar.
    pub tempo_maximo_de_upload: Duration,
    /// Quanto esperar, ao encerrar, pelo que está em curso.
    pub tempo_para_encerrar: Duration,
    /// Cancelado, o servidor para de aceitar, encerra os fluxos ao vivo e espera o resto.
    pub cancelamento: CancellationToken,
}

impl Default for OpcoesDoServidor {
    fn default() -> Self {
        Self {
            proxies: 0,
            origens: Origens::default(),
            limites: LimitesDePedidos::default(),
            token_das_metricas: None,
            tempo_maximo: Duration::from_secs(30),
            tempo_maximo_de_upload: Duration::from_secs(5 * 60),
            tempo_para_encerrar: Duration::from_secs(20),
            cancelamento: CancellationToken::new(),
        }
    }
}
