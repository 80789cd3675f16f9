//! O que o motor guarda: fluxos publicados, instâncias com o seu histórico, tarefas humanas, efeitos únicos.
//!
//! Estado, evento e pedido são texto JSON aqui: quem os entende é o motor.

mod anexos;
mod comentarios;
mod efeitos_unicos;
mod eventos;
mod fluxos;
mod gravacao;
mod ilegiveis;
mod instancias;
mod leitura;
#[cfg(test)]
mod planos;
mod tarefas;

pub use anexos::AnexoDaTarefa;
pub use comentarios::Comentario;
pub use efeitos_unicos::EfeitoUnico;
pub use eventos::{DecisaoLida, EventoGuardado};
pub use fluxos::FluxoPublicado;
pub use gravacao::{DecisaoGuardada, Gravacao, GravacaoMontada, ItemConcluido};
pub use instancias::{FiltroDeVivas, Instancia, InstanciaNova, Origem, Retrato};
pub use leitura::{ChaveViva, InstanciaLida, LeituraDoLote};
pub use tarefas::{ComQuem, FiltroDeTarefas, PAPEL, Tarefa, TarefaAberta, TarefaFechada, USUARIO};
