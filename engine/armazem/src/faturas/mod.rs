//! Processos mensais, execuções com as suas linhas e arquivos, trabalhos do RPA externo, e notificações.

mod execucoes;
mod externos;
mod notificacoes;
mod processos;

pub use execucoes::{ArquivoDaExecucao, Execucao, ExecucaoNova, FimDaExecucao, LinhaDaExecucao};
pub use externos::{TrabalhoExterno, TrabalhoPretendido};
pub use notificacoes::{FiltroDeNotificacoes, Notificacao, NotificacaoNova};
pub use processos::{DadosDaFatura, FiltroDeProcessos, Processo, ProcessoNovo};
