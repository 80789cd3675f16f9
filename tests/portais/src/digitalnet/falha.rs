//! O que pode dar errado no portal da Digitalnet.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é o login, ou `*`. O que acontece antes do login só vê `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaDigitalnet {
    /// O login é recusado mesmo com a senha certa.
    CredencialInvalida,
    /// "Fazer login" só aparece depois de "Entrar".
    LoginEmDoisPassos,
    /// O seletor de contratos demora mais `ms`; até lá se veem as faturas do primeiro contrato.
    SeletorLento { ms: u64 },
    /// As faturas do contrato escolhido demoram mais `ms`; até lá ficam as do anterior.
    ContratoLento { ms: u64 },
    /// Voltar ao painel mostra outra vez o primeiro contrato, e não o escolhido.
    VoltarEsqueceContrato,
    /// O contrato não tem fatura pendente.
    SemPendencias,
    /// O pagamento demora mais `ms`.
    PagamentoLento { ms: u64 },
    /// O título da página da fatura troca `ms` depois; até lá o título é outro, também com ` | `.
    TituloAtrasado { ms: u64 },
    /// Ao pedir um PDF, a API diz que o token venceu: 401 em JSON.
    TokenVencido,
    /// Ao abrir o pagamento a sessão cai: a página volta à entrada.
    SessaoExpira,
    /// O PDF da fatura vem sem senha.
    FaturaSemSenha,
    /// O PDF da fatura vem com outra senha.
    OutraSenha,
    /// O documento fiscal não existe: 404.
    SemDocumentoFiscal,
    /// O PDF da fatura anuncia o tamanho inteiro, manda metade e a conexão cai.
    DownloadPelaMetade,
    /// O PDF da fatura vem com 200, coerente no tamanho, mas cortado.
    PdfTruncado,
    /// 200 com uma página HTML onde se esperava o documento fiscal.
    HtmlNoLugarDoPdf,
    /// A próxima chamada à API responde 500.
    #[serde(rename = "erro_500")]
    Erro500,
    /// Cada chamada à API demora mais `ms`.
    PortalLento { ms: u64 },
}

impl Falha for FalhaDigitalnet {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::simples("credencial_invalida", "recusa o login certo"),
        Interruptor::simples("login_em_dois_passos", "\"Fazer login\" só depois de \"Entrar\""),
        Interruptor::com_ms("seletor_lento", "as faturas aparecem antes do seletor de contratos"),
        Interruptor::com_ms("contrato_lento", "as faturas do contrato anterior ficam na tela"),
        Interruptor::simples("voltar_esquece_contrato", "voltar mostra o primeiro contrato"),
        Interruptor::simples("sem_pendencias", "nenhuma fatura pendente"),
        Interruptor::com_ms("pagamento_lento", "o pagamento demora"),
        Interruptor::com_ms("titulo_atrasado", "o título da fatura demora a trocar"),
        Interruptor::simples("token_vencido", "o PDF responde 401 em JSON"),
        Interruptor::simples("sessao_expira", "o pagamento volta à entrada"),
        Interruptor::simples("fatura_sem_senha", "o PDF da fatura vem aberto"),
        Interruptor::simples("outra_senha", "o PDF da fatura tem outra senha"),
        Interruptor::simples("sem_documento_fiscal", "o documento fiscal responde 404"),
        Interruptor::simples("download_pela_metade", "a conexão cai no meio do PDF"),
        Interruptor::simples("pdf_truncado", "200 com PDF cortado"),
        Interruptor::simples("html_no_lugar_do_pdf", "200 com HTML no lugar do documento fiscal"),
        Interruptor::simples("erro_500", "erro interno na próxima chamada"),
        Interruptor::com_ms("portal_lento", "cada chamada à API demora mais"),
    ];
}
