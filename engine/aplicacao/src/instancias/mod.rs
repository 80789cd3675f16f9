//! Instâncias: ver, contar a história, e o que um operador manda fazer com uma ou com muitas.

mod em_lote;
mod filhas;
mod ordem;
mod ordenar;
mod ver;

pub use em_lote::{Filtro, Lote, MAXIMO_EM_LOTE, MAXIMO_LIDAS, Resultado, em_lote, impedimentos};
pub use filhas::nascer;
pub use ordem::{Escolha, MAXIMO_DO_MOTIVO, Ordem};
pub use ordenar::{cancelar, ordenar, repetir_com, simular};
pub use ver::{Detalhe, listar, obter};
