//! Instâncias: ver, contar a história, e o que um operador manda fazer com uma ou com muitas.

mod acao_sugerida;
mod em_lote;
mod filhas;
mod incidentes;
mod narrador;
mod ordem;
mod ordenar;
mod ver;

pub use acao_sugerida::acao_sugerida;
pub use em_lote::{Filtro, Lote, MAXIMO_EM_LOTE, MAXIMO_LIDAS, Resultado, em_lote, impedimentos};
pub use filhas::nascer;
pub use incidentes::{Contagem, FiltroDeIncidentes, Grupo, IncidenteAberto, Incidentes, contar_incidentes, incidentes};
pub use narrador::{Fato, Filha, Narrador};
pub(crate) use ordem::conferir_motivo;
pub use ordem::{Escolha, MAXIMO_DO_MOTIVO, Ordem};
pub use ordenar::{cancelar, ordenar, repetir_com, simular};
pub(crate) use ver::estado;
pub use ver::{Detalhe, listar, novidades, obter};
