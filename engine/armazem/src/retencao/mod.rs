//! Retenção: apagar, em levas pequenas, o que acabou há mais tempo do que se quer guardar.
//!
//! Cada [`Especie`] se apaga por **unidades inteiras**: uma instância encerrada vai com a história, as tarefas, os comentários e os anexos
//! dela; um processo, com a instância, as execuções, os logs e as notificações dele. Nada fica contado pela metade.
//!
//! Uma leva é uma transação: lê as próximas unidades vencidas, na ordem em que acabaram, salta as que estão sob [guarda legal](Guarda) e apaga
//! as outras. Parar entre duas levas não deixa nada a desfazer, e recomeçar dá no mesmo. Pôr uma guarda e apagar uma leva passam pela mesma
//! trava: o que se pôs sob guarda não se apaga depois.
//!
//! O que cresce e não está aqui: `auditoria` e `efeitos_unicos` não se apagam nunca (ver `esteira_aplicacao::retencao`); `sessoes` vencidas somem
//! ao entrar; `partidas`, `escutas` e `fila` são quentes e se esvaziam sozinhas.
//!
//! Não deve conhecer: por quanto tempo se guarda, quem pode mudar isso.

mod comandos;
mod especie;
mod guardas;
mod leva;
mod particoes;
#[cfg(test)]
mod planos;
mod prazos;
mod vencidas;

pub use especie::Especie;
pub use guardas::{AlvoDaGuarda, Guarda, GuardaNova};
pub use leva::{Contagem, Leva, Marca};
pub use prazos::PrazoGuardado;
