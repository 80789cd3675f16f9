//! O que pode dar errado na Azuton.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é o id da cobrança, ou `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaAzuton {
    /// O e-mail não diz o vencimento.
    EmailSemRotulo,
    /// Os rótulos do e-mail vêm dentro do `<b>`, e o dado fora.
    RotuloNoNegrito,
    /// O link do boleto não vale mais: 410 com uma página.
    LinkVencido,
    /// O da fatura não vale mais.
    FaturaVencida,
    /// O botão de baixar só aparece depois de `ms`.
    BotaoLento { ms: u64 },
    /// A página do boleto é de outro CNPJ.
    OutroCnpj,
    /// `CNPJ:` vem em elemento próprio, sem o espaço que o legado exigia.
    CnpjEmNegrito,
    /// A página não diz quem paga.
    SemPagador,
    /// O botão leva a uma página.
    HtmlNoLugarDoBoleto,
    /// O boleto vem cortado, coerente no tamanho.
    BoletoTruncado,
    /// A conexão cai no meio do boleto.
    BoletoPelaMetade,
    /// 200 com uma página no lugar da fatura.
    HtmlNoLugarDaFatura,
    /// A conexão cai no meio da fatura.
    FaturaPelaMetade,
    /// O próximo pedido responde 500.
    #[serde(rename = "erro_500")]
    Erro500,
    /// Cada pedido demora mais `ms`.
    PortalLento { ms: u64 },
}

impl Falha for FalhaAzuton {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::simples("email_sem_rotulo", "o e-mail não diz o vencimento"),
        Interruptor::simples("rotulo_no_negrito", "os rótulos do e-mail vêm em negrito"),
        Interruptor::simples("link_vencido", "o link do boleto expirou"),
        Interruptor::simples("fatura_vencida", "o link da fatura expirou"),
        Interruptor::com_ms("botao_lento", "o botão de baixar demora"),
        Interruptor::simples("outro_cnpj", "o boleto é de outro CNPJ"),
        Interruptor::simples("cnpj_em_negrito", "CNPJ: em elemento próprio, sem espaço"),
        Interruptor::simples("sem_pagador", "a página não diz quem paga"),
        Interruptor::simples("html_no_lugar_do_boleto", "o botão leva a uma página"),
        Interruptor::simples("boleto_truncado", "boleto cortado"),
        Interruptor::simples("boleto_pela_metade", "a conexão cai no meio do boleto"),
        Interruptor::simples("html_no_lugar_da_fatura", "200 com HTML no lugar da fatura"),
        Interruptor::simples("fatura_pela_metade", "a conexão cai no meio da fatura"),
        Interruptor::simples("erro_500", "erro interno no próximo pedido"),
        Interruptor::com_ms("portal_lento", "cada pedido demora mais"),
    ];
}

/// Como um PDF pode vir.
#[derive(Clone, Copy)]
pub(super) enum Defeito {
    Html,
    Truncado,
    PelaMetade,
}

/// O que a página do boleto pode dizer de errado.
#[derive(Clone, Copy)]
pub(super) enum DefeitoDaPagina {
    OutroCnpj,
    CnpjEmNegrito,
    SemPagador,
}

pub(super) fn defeito_do_boleto(falha: &FalhaAzuton) -> Option<Defeito> {
    match falha {
        FalhaAzuton::HtmlNoLugarDoBoleto => Some(Defeito::Html),
        FalhaAzuton::BoletoTruncado => Some(Defeito::Truncado),
        FalhaAzuton::BoletoPelaMetade => Some(Defeito::PelaMetade),
        _ => None,
    }
}

pub(super) fn defeito_da_fatura(falha: &FalhaAzuton) -> Option<Defeito> {
    match falha {
        FalhaAzuton::HtmlNoLugarDaFatura => Some(Defeito::Html),
        FalhaAzuton::FaturaPelaMetade => Some(Defeito::PelaMetade),
        _ => None,
    }
}

pub(super) fn defeito_da_pagina(falha: &FalhaAzuton) -> Option<DefeitoDaPagina> {
    match falha {
        FalhaAzuton::OutroCnpj => Some(DefeitoDaPagina::OutroCnpj),
        FalhaAzuton::CnpjEmNegrito => Some(DefeitoDaPagina::CnpjEmNegrito),
        FalhaAzuton::SemPagador => Some(DefeitoDaPagina::SemPagador),
        _ => None,
    }
}
