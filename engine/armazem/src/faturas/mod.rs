//! Processos mensais, execuções com as suas linhas e arquivos, trabalhos do RPA externo, e notificações.

mod busca;
mod busca_de_execucoes;
mod execucoes;
mod externos;
mod notificacoes;
mod outras;
#[cfg(test)]
mod planos;
mod processos;

pub use busca::FiltroDeProcessos;
pub use busca_de_execucoes::FiltroDeExecucoes;
pub use execucoes::{ArquivoDaExecucao, Execucao, ExecucaoNova, FimDaExecucao, LinhaDaExecucao};
pub use externos::{TrabalhoExterno, TrabalhoPretendido};
pub use notificacoes::{AnexoDaNotificacao, FiltroDeNotificacoes, Notificacao, NotificacaoNova};
pub use outras::{FaturaAnterior, FaturaRepetida};
pub use processos::{DadosDaFatura, Processo, ProcessoNovo};
