//! O que pode dar errado no portal da Vivo.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é o login, ou `*`. O que acontece antes do login só vê `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaVivo {
    /// O login é recusado mesmo com a senha certa.
    CredencialInvalida,
    /// Cada etapa do login demora mais `ms`; até lá a senha está na página, desabilitada.
    EtapaLenta { ms: u64 },
    /// O primeiro código de cada entrada já chega vencido; o reenviado vale.
    CodigoExpira,
    /// Todo código chega vencido, também o reenviado.
    TodoCodigoExpira,
    /// O código é recusado mesmo certo.
    CodigoRecusado,
    /// A lista de empresas demora mais `ms`; até lá fica a que estava.
    EmpresasLentas { ms: u64 },
    /// As faturas do serviço escolhido demoram mais `ms`; até lá ficam as do anterior.
    FaturasLentas { ms: u64 },
    /// O mês mais novo ainda não está na lista.
    MesAusente,
    /// A lista vem sem fatura alguma.
    SemFaturas,
    /// Ao listar as faturas a sessão cai: a página volta à entrada.
    SessaoExpira,
    /// Ao pedir o PDF a sessão cai: 401.
    SessaoExpiraNoPdf,
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

impl Falha for FalhaVivo {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::simples("credencial_invalida", "recusa o login certo"),
        Interruptor::com_ms("etapa_lenta", "cada etapa do login demora"),
        Interruptor::simples("codigo_expira", "o primeiro código por SMS chega vencido"),
        Interruptor::simples("todo_codigo_expira", "todo código por SMS chega vencido"),
        Interruptor::simples("codigo_recusado", "recusa o código certo"),
        Interruptor::com_ms("empresas_lentas", "a lista de empresas demora"),
        Interruptor::com_ms("faturas_lentas", "as faturas do serviço anterior ficam na tela"),
        Interruptor::simples("mes_ausente", "o mês mais novo não está na lista"),
        Interruptor::simples("sem_faturas", "a lista vem vazia"),
        Interruptor::simples("sessao_expira", "a lista volta à entrada"),
        Interruptor::simples("sessao_expira_no_pdf", "o PDF responde 401"),
        Interruptor::simples("download_pela_metade", "a conexão cai no meio do PDF"),
        Interruptor::simples("pdf_truncado", "200 com PDF cortado"),
        Interruptor::simples("html_no_lugar_do_pdf", "200 com HTML no lugar do PDF"),
        Interruptor::simples("erro_500", "erro interno no próximo pedido"),
        Interruptor::com_ms("portal_lento", "cada pedido demora mais"),
    ];
}
