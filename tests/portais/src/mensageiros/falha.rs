//! O que pode dar errado num canal.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é o canal (`WHATSAPP`, `TELEGRAM`, `SLACK`), ou `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaMensageiro {
    /// 429, pedindo `ms` de espera: em `Retry-After` ou, no Telegram, em `parameters.retry_after`.
    Cheio { ms: u64 },
    /// 500.
    ForaDoAr,
    /// A mensagem chega e a conexão cai no meio da resposta.
    RespostaPerdida,
    /// O destino não existe: número sem WhatsApp, conversa desconhecida, webhook removido.
    DestinoInexistente,
    /// O bot foi bloqueado, o canal foi arquivado, a chave foi recusada.
    Proibido,
    /// Só na Evolution: 200 dizendo que falhou.
    FalhaComDuzentos,
}

impl Falha for FalhaMensageiro {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::com_ms("cheio", "429, pedindo para esperar"),
        Interruptor::simples("fora_do_ar", "500"),
        Interruptor::simples("resposta_perdida", "a mensagem chega e a resposta se perde"),
        Interruptor::simples("destino_inexistente", "o destino não existe"),
        Interruptor::simples("proibido", "bloqueado, arquivado ou chave recusada"),
        Interruptor::simples("falha_com_duzentos", "200 dizendo que falhou"),
    ];
}
