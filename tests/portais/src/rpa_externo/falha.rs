//! O que pode dar errado no RPA externo.

use serde::{Deserialize, Serialize};

use crate::falhas::{Falha, Interruptor};

/// A chave de armar é a operadora como o caminho a diz (`OI`, `sat`), ou `*`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "falha", rename_all = "snake_case")]
pub enum FalhaRpaExterno {
    /// 401, mesmo com o token certo.
    TokenRecusado,
    /// 404 ao pedir.
    OperadoraDesconhecida,
    /// 422 ao pedir, repetindo no erro o corpo que recebeu.
    CorpoRecusado,
    /// 500 em qualquer chamada.
    ErroInterno,
    /// Responde `ms` depois.
    Lento { ms: u64 },
    /// Cria o trabalho e a conexão cai no meio da resposta.
    CriaENaoResponde,
    /// A conexão cai no meio da resposta, e nada se criou.
    NaoCriaNemResponde,
    /// O token vence logo depois de um pedido: a primeira consulta é recusada.
    TokenVenceAoPedir,
    /// A lista diz a hora sem o fuso.
    ListaSemFuso,
    /// O trabalho some: 404 numa consulta.
    TrabalhoSome,
    /// `/status/{id}` não existe; só `/jobs/{id}`, sem o log dentro.
    SoEmJobs,
    /// COMPLETED, 100 %, e `result` nulo.
    ConcluiSemArquivo,
    /// FAILED.
    Falha,
    /// Nunca sai de RUNNING.
    NuncaTermina,
    /// As linhas do log vêm repetidas.
    LogRepetido,
    /// O log mostra a senha e o token.
    SenhaNoLog,
    /// A fatura vem em base64 no resultado.
    ArquivoEmBase64,
    /// O resultado traz um caminho do disco dele.
    ArquivoNoDisco,
    /// A fatura é uma página HTML.
    ArquivoNaoEPdf,
}

impl Falha for FalhaRpaExterno {
    const CATALOGO: &'static [Interruptor] = &[
        Interruptor::simples("token_recusado", "401, mesmo com o token certo"),
        Interruptor::simples("operadora_desconhecida", "404 ao pedir"),
        Interruptor::simples("corpo_recusado", "422 ao pedir, repetindo o corpo recebido"),
        Interruptor::simples("erro_interno", "500 em qualquer chamada"),
        Interruptor::com_ms("lento", "a resposta demora"),
        Interruptor::simples("cria_e_nao_responde", "o trabalho nasce e a resposta se perde"),
        Interruptor::simples("nao_cria_nem_responde", "a resposta se perde e nada nasce"),
        Interruptor::simples("token_vence_ao_pedir", "a primeira consulta depois do pedido é recusada"),
        Interruptor::simples("lista_sem_fuso", "a lista diz a hora sem o fuso"),
        Interruptor::simples("trabalho_some", "404 ao consultar o trabalho"),
        Interruptor::simples("so_em_jobs", "a situação só se lê em /jobs/{id}"),
        Interruptor::simples("conclui_sem_arquivo", "COMPLETED sem arquivo"),
        Interruptor::simples("falha", "FAILED"),
        Interruptor::simples("nunca_termina", "fica em RUNNING"),
        Interruptor::simples("log_repetido", "as linhas do log vêm repetidas"),
        Interruptor::simples("senha_no_log", "o log mostra a senha e o token"),
        Interruptor::simples("arquivo_em_base64", "a fatura vem no resultado"),
        Interruptor::simples("arquivo_no_disco", "o resultado traz um caminho do disco dele"),
        Interruptor::simples("arquivo_nao_e_pdf", "a fatura é uma página HTML"),
    ];
}
