//! Agendamentos e os seus disparos.
//!
//! Um **disparo** é uma vez em que chegou a hora de um agendamento. Nasce na transação que avança o agendamento, com id e hora únicos, e
//! depois anda como uma linha de fila:
//!
//! ```text
//!                  ┌──────────── reserva vencida ───────────┐
//!                  v                                        │
//! (hora) ──> PENDENTE ──pegar──> EM_CURSO ──fechar──> INICIADO ──> CONCLUIDO | CANCELADO     (fluxo)
//!    │           │                  └────── fechar ──> CONCLUIDO | FALHOU                    (trabalho)
//!    │           └──fechar──> PULADO
//!    └──> PERDIDO
//! ```
//!
//! Não deve conhecer: cron, fuso, o que um agendamento faz.

mod agendamentos;
mod disparos;
mod posse;

pub use agendamentos::{Agendamento, CadastroDeAgendamento};
pub use disparos::{Disparo, DisparoNovo};
