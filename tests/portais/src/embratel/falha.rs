//! O que pode dar errado no portal da Embratel.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é o login, ou `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaEmbratel {
    /// O login é recusado mesmo com a senha certa.
    CredencialInvalida,
    /// O login é recusado num alerta do navegador, e não na página.
    RecusaEmAlerta,
    /// O início abre com um alerta que não diz respeito ao login.
    AvisoEmAlerta,
    /// O mês mais novo ainda não está na lista de meses.
    MesAusente,
    /// O portal responde com o mês mais novo, qualquer que seja o pedido.
    MesIgnorado,
    /// A tabela do mês pedido demora mais `ms`; até lá fica a do mês anterior, e o indicador de espera some antes da hora.
    ListaLenta { ms: u64 },
    /// A tabela do mês vem sem fatura alguma.
    SemFaturas,
    /// A janela de cada documento demora mais `ms` a responder.
    JanelaLenta { ms: u64 },
    /// O documento chega vazio e se escreve `ms` depois.
    ConteudoTardio { ms: u64 },
    /// O clique no menu não abre janela alguma.
    JanelaBloqueada,
    /// Todos os documentos abrem na mesma janela, que tem nome.
    JanelaComNome,
    /// O boleto vem sem a data de vencimento.
    BoletoSemData,
    /// O boleto é de outro vencimento.
    BoletoDeOutraData,
    /// A fatura não tem nota de ICMS.
    SemIcms,
    /// A fatura não tem nota de ISS.
    SemIss,
    /// Há duas notas de ISS.
    DuasNotasDeIss,
    /// A nota responde 500.
    NotaComErro,
    /// Ao abrir um documento a sessão cai: a janela mostra a página de entrada.
    SessaoExpira,
    /// O próximo pedido responde 500.
    #[serde(rename = "erro_500")]
    Erro500,
    /// Cada pedido demora mais `ms`.
    PortalLento { ms: u64 },
}

impl Falha for FalhaEmbratel {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::simples("credencial_invalida", "recusa o login certo"),
        Interruptor::simples("recusa_em_alerta", "recusa o login certo, num alerta"),
        Interruptor::simples("aviso_em_alerta", "um alerta no início"),
        Interruptor::simples("mes_ausente", "o mês mais novo não está na lista"),
        Interruptor::simples("mes_ignorado", "mostra sempre o mês mais novo"),
        Interruptor::com_ms("lista_lenta", "a tabela do mês anterior fica na tela e a pedida demora"),
        Interruptor::simples("sem_faturas", "a tabela vem vazia"),
        Interruptor::com_ms("janela_lenta", "a janela do documento demora"),
        Interruptor::com_ms("conteudo_tardio", "o documento se escreve depois de abrir"),
        Interruptor::simples("janela_bloqueada", "o documento não abre"),
        Interruptor::simples("janela_com_nome", "os documentos dividem uma janela"),
        Interruptor::simples("boleto_sem_data", "boleto sem vencimento"),
        Interruptor::simples("boleto_de_outra_data", "boleto de outro vencimento"),
        Interruptor::simples("sem_icms", "sem nota de ICMS"),
        Interruptor::simples("sem_iss", "sem nota de ISS"),
        Interruptor::simples("duas_notas_de_iss", "duas notas de ISS"),
        Interruptor::simples("nota_com_erro", "a nota responde 500"),
        Interruptor::simples("sessao_expira", "o documento mostra a página de entrada"),
        Interruptor::simples("erro_500", "erro interno no próximo pedido"),
        Interruptor::com_ms("portal_lento", "cada pedido demora mais"),
    ];
}
