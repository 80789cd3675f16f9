//! O que pode dar errado no portal da operadora.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é o login, ou `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaOi {
    /// O login é recusado mesmo com a senha certa.
    CredencialInvalida,
    /// As linhas demoram mais `ms`; até lá a tabela mostra linhas-esqueleto, sem texto.
    LinhasLentas { ms: u64 },
    /// A tabela se redesenha três vezes logo após aparecer: os elementos achados antes ficam obsoletos.
    ElementoEnvelhece,
    /// Ao pedir o PDF a sessão cai: 401 com página HTML.
    SessaoExpira,
    /// A consulta não traz nenhuma fatura.
    FaturaIndisponivel,
    /// O PDF anuncia o tamanho inteiro, manda metade e a conexão cai.
    DownloadPelaMetade,
    /// O PDF vem com 200, coerente no tamanho, mas cortado.
    PdfTruncado,
    /// 200 com uma página HTML onde se esperava o PDF.
    HtmlNoLugarDoPdf,
    /// O próximo pedido responde 500.
    #[serde(rename = "erro_500")]
    Erro500,
    /// Cada pedido demora mais `ms`.
    PortalLento { ms: u64 },
}

impl Falha for FalhaOi {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::simples("credencial_invalida", "recusa o login certo"),
        Interruptor::com_ms("linhas_lentas", "a tabela mostra linhas vazias e demora"),
        Interruptor::simples("elemento_envelhece", "a tabela se redesenha logo após aparecer"),
        Interruptor::simples("sessao_expira", "o PDF responde 401 com HTML"),
        Interruptor::simples("fatura_indisponivel", "a consulta vem vazia"),
        Interruptor::simples("download_pela_metade", "a conexão cai no meio do PDF"),
        Interruptor::simples("pdf_truncado", "200 com PDF cortado"),
        Interruptor::simples("html_no_lugar_do_pdf", "200 com HTML no lugar do PDF"),
        Interruptor::simples("erro_500", "erro interno no próximo pedido"),
        Interruptor::com_ms("portal_lento", "cada pedido demora mais"),
    ];
}
