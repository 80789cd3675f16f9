//! O que pode dar errado no correio.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é um destinatário ou o remetente do envelope, ou `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaCorreio {
    /// 550 ao destinatário: não adianta repetir.
    DestinatarioRecusado,
    /// 451 ao destinatário: vale repetir mais tarde.
    FalhaTemporaria,
    /// 421 e a conexão fecha.
    ServicoIndisponivel,
    /// A resposta final demora `ms`; a mensagem já está guardada.
    Atraso { ms: u64 },
    /// A mensagem é guardada e a conexão cai antes do 250: quem repete duplica, a menos que use o mesmo Message-ID.
    AceitaECai,
}

impl Falha for FalhaCorreio {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::simples("destinatario_recusado", "550 ao destinatário"),
        Interruptor::simples("falha_temporaria", "451 ao destinatário"),
        Interruptor::simples("servico_indisponivel", "421 e fecha"),
        Interruptor::com_ms("atraso", "guarda e demora a responder"),
        Interruptor::simples("aceita_e_cai", "guarda e cai antes do 250"),
    ];
}
