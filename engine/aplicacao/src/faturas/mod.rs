//! A fatura: conferi-la quando chega, recebê-la à mão, e projetar no processo o que acontece no fluxo.

mod conferida;
mod enviar_manual;
mod projecao;

pub use conferida::{FaturaConferida, FaturaRecebida, FaturaRecusada, conferir_fatura};
pub use enviar_manual::{PedidoDeUpload, enviar_manual};
pub use projecao::ProjetorDeFaturas;

/// Nome do fluxo das faturas, em `workflows/faturas.yaml`.
pub const FLUXO: &str = "faturas";

/// Sinal que diz que a fatura chegou à mão.
pub const SINAL_FATURA_RECEBIDA: &str = "fatura_recebida";

/// Sinal que reabre uma fatura rejeitada.
pub const SINAL_REABRIR: &str = "reabrir";

/// Decisões da tarefa de aprovação.
pub const DECISAO_APROVAR: &str = "aprovar";
/// Exige `motivo`.
pub const DECISAO_REJEITAR: &str = "rejeitar";

/// Decisões da tarefa em que uma pessoa confere o envio no SAT.
pub const DECISAO_ENVIADA: &str = "enviada";
/// A pessoa viu que não está lá: pode-se enviar de novo.
pub const DECISAO_NAO_ENVIADA: &str = "nao_enviada";

/// Passo que baixa a fatura no portal da operadora.
pub const PASSO_BAIXAR: &str = "baixar";

/// Passo que espera o portal publicar a fatura.
pub const PASSO_TENTAR_AMANHA: &str = "tentar_amanha";

/// Passo que envia ao SAT.
pub const PASSO_ENVIAR: &str = "enviar_sat";

/// Passo em que se espera que alguém mande a fatura.
pub const PASSO_AGUARDAR_UPLOAD: &str = "aguardar_upload";

/// Passo da tarefa de aprovação.
pub const PASSO_APROVAR: &str = "aprovar";

/// Campo da entrada do fluxo que diz de que processo é a instância.
pub const CAMPO_DO_PROCESSO: &str = "processo_id";
