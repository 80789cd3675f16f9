//! Processos mensais: criar o mês, ver, disparar à mão, autorizar upload, reabrir, cancelar.

mod autorizar_upload;
mod cancelar;
mod criar_mes;
mod disparar;
mod fatura;
mod linha_do_tempo;
mod reabrir;
mod ver;

pub use autorizar_upload::autorizar_upload;
pub use cancelar::cancelar;
pub use criar_mes::{DesfechoDaCriacao, PedidoDeMes, ResultadoDoMes, criar_mes};
pub use disparar::{disparar_download, disparar_envio};
pub(crate) use fatura::ler_arquivo;
pub use fatura::{FaturaGuardada, fatura};
pub use linha_do_tempo::{EntradaDaLinha, linha_do_tempo};
pub use reabrir::reabrir;
pub use ver::{listar, obter};

use esteira_base::ids::InstanciaId;

use crate::ErroAplicacao;

/// A instância viva do processo.
fn instancia_viva(processo: &esteira_armazem::faturas::Processo) -> Result<InstanciaId, ErroAplicacao> {
    let instancia = processo.instancia_id.map(InstanciaId::from);
    instancia.ok_or_else(|| ErroAplicacao::conflito("sem_instancia", "o processo não tem fluxo vivo"))
}
