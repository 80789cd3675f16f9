//! Processos mensais, execuções com as suas linhas e arquivos, e notificações.

mod execucoes;
mod notificacoes;
mod processos;

pub use execucoes::{ArquivoDaExecucao, Execucao, ExecucaoNova, FimDaExecucao, LinhaDaExecucao};
pub use notificacoes::{Notificacao, NotificacaoNova};
pub use processos::{DadosDaFatura, FiltroDeProcessos, Processo, ProcessoNovo};
