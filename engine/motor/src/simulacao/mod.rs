//! Um fluxo percorrido com um roteiro: o que acontece lá fora é ditado, e o relógio salta.
//!
//! Serve a quem escreve um fluxo (`esteira fluxo simular`) e aos casos de conformidade da linguagem. A fila, os temporizadores e as
//! tarefas são os da máquina, guardados em memória: um trabalho só se relata depois da hora dele, um temporizador vence sozinho quando o
//! tempo passa, o que a máquina recolhe some.
//!
//! Não deve conhecer: banco, HTTP, plugins; nada se executa de verdade.

mod lance;
mod mundo;
mod roteiro;

pub use lance::{Lance, Verbo, VisitaDoLance};
pub use mundo::{ErroDeSimulacao, Simulacao};
pub use roteiro::{Roteiro, ler_roteiro};
