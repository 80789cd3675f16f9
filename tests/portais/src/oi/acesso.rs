//! O que o portal anota de quem entra e de quem baixa.

use esteira_base::Instante;
use serde::Serialize;

/// Uma tentativa de login ou de download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acesso {
    pub quando: Instante,
    pub acao: Acao,
    /// O login digitado, ou o dono da sessão; vazio num download sem sessão.
    pub login: String,
    /// A fatura pedida; só em downloads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codigo: Option<String>,
    /// `ok`, ou o nome do que deu errado (`recusado`, `sem_sessao`, `nao_encontrada`, ou o da falha armada).
    pub resultado: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Acao {
    Login,
    Download,
}
