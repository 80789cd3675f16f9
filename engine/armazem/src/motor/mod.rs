//! O que o motor guarda: fluxos publicados, instâncias com o seu histórico, tarefas humanas, efeitos únicos.
//!
//! Estado, evento e pedido são texto JSON aqui: quem os entende é o motor.

mod efeitos_unicos;
mod eventos;
mod fluxos;
mod instancias;
mod tarefas;

pub use efeitos_unicos::EfeitoUnico;
pub use eventos::EventoGuardado;
pub use fluxos::FluxoPublicado;
pub use instancias::{Instancia, InstanciaNova, Retrato};
pub use tarefas::{DecisaoDeTarefa, FiltroDeTarefas, Tarefa, TarefaNova};
