//! O que pode dar errado no SAT.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é o login, o id ou o nome SAT de um cliente, ou `*`. Na busca vale também o texto procurado.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaSat {
    /// O login é recusado mesmo com a senha certa.
    CredencialInvalida,
    /// A busca não traz ninguém.
    GradeVazia,
    /// A busca demora mais `ms`; até lá a grade mostra a lista inteira.
    BuscaLenta { ms: u64 },
    /// Antes de cada cliente achado vem outro de nome parecido (id terminado em `-parecido`).
    DoisParecidos,
    /// O formulário vem sem a categoria `PAGAR`.
    SemCategoriaPagar,
    /// O formulário vem sem nenhuma filial.
    SemFilial,
    /// A fatura é gravada, mas a resposta só sai depois de `ms`.
    GravaENaoResponde { ms: u64 },
    /// Redireciona à lista com mensagem de sucesso, sem ter gravado.
    DizQueGravouSemGravar,
    /// O arquivo é recusado, com mensagem.
    ArquivoRecusado,
    /// Cada pedido demora mais `ms`.
    PortalLento { ms: u64 },
}

impl Falha for FalhaSat {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::simples("credencial_invalida", "recusa o login certo"),
        Interruptor::simples("grade_vazia", "a busca não traz ninguém"),
        Interruptor::com_ms("busca_lenta", "a lista inteira fica na tela e a busca demora"),
        Interruptor::simples("dois_parecidos", "um cliente de nome parecido vem antes"),
        Interruptor::simples("sem_categoria_pagar", "formulário sem a categoria PAGAR"),
        Interruptor::simples("sem_filial", "formulário sem filiais"),
        Interruptor::com_ms("grava_e_nao_responde", "grava e segura a resposta"),
        Interruptor::simples("diz_que_gravou_sem_gravar", "mostra sucesso sem gravar"),
        Interruptor::simples("arquivo_recusado", "recusa o arquivo, com mensagem"),
        Interruptor::com_ms("portal_lento", "cada pedido demora mais"),
    ];
}
