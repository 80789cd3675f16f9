//! Agenda: quando algo se repete no calendário de um lugar, e o que fazer do que se sobrepõe ou se perdeu.
//!
//! ```text
//! cron + fuso = Calendario ──> próximas horas
//! Agenda + última hora considerada + agora ──devidas──> o que corre e o que se perdeu
//! ```
//!
//! **Horário de verão.** Cada hora local que o cron pede acontece uma vez. Se ela não existe (o relógio pulou), vale o primeiro instante
//! depois do pulo, uma vez só para tudo o que caiu nele. Se ela se repete (o relógio voltou), vale a primeira.
//!
//! Puro: a hora chega de fora. Não deve conhecer: fluxo, instância, banco, o que um agendamento faz.

mod calendario;
mod campo;
mod cron;
mod devidas;
mod erro;
mod fuso;
mod modelo;
mod palavras;
mod politica;

pub use calendario::Calendario;
pub use cron::{Cron, TAMANHO_MAXIMO};
pub use devidas::{Destino, Disparo, MAXIMO_POR_VEZ, TOLERANCIA, devidas};
pub use erro::{CampoDoCron, ErroDeCron};
pub use fuso::{Fuso, FusoDesconhecido};
pub use modelo::{CAMPOS_DO_MODELO, ErroDeModelo, Momento, conferir, preencher};
pub use politica::{Perdidas, PoliticaDesconhecida, Sobreposicao, Vez};

/// Quando, e com que políticas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// As horas.
    pub calendario: Calendario,
    /// E se a anterior ainda corre.
    pub sobreposicao: Sobreposicao,
    /// E se ninguém estava de pé na hora.
    pub perdidas: Perdidas,
}
