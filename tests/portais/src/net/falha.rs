//! O que pode dar errado no portal da NET.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é o login, ou `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaNet {
    /// A lista demora `ms` a aparecer depois que a página abre.
    ListaLenta { ms: u64 },
    /// A lista vem sem fatura alguma.
    SemFaturas,
    /// Ao pedir o PDF a sessão cai: a resposta é a página de entrada.
    SessaoExpira,
    /// O PDF vem com 200, coerente no tamanho, mas cortado.
    PdfTruncado,
    /// O PDF anuncia o tamanho inteiro, manda metade e a conexão cai.
    DownloadPelaMetade,
    /// O pedido responde 500.
    #[serde(rename = "erro_500")]
    Erro500,
    /// Cada pedido demora mais `ms`.
    PortalLento { ms: u64 },
}

impl Falha for FalhaNet {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::com_ms("lista_lenta", "a lista demora a aparecer"),
        Interruptor::simples("sem_faturas", "a lista vem vazia"),
        Interruptor::simples("sessao_expira", "o PDF responde com a página de entrada"),
        Interruptor::simples("pdf_truncado", "200 com PDF cortado"),
        Interruptor::simples("download_pela_metade", "a conexão cai no meio do PDF"),
        Interruptor::simples("erro_500", "erro interno no próximo pedido"),
        Interruptor::com_ms("portal_lento", "cada pedido demora mais"),
    ];
}
