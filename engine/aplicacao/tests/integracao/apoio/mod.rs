//! O que os testes montam: um banco, um mundo lá fora e a aplicação entre os dois.
//!
//! O [`Mundo`] sobrevive a quedas da aplicação; a aplicação se refaz quantas vezes for preciso sobre o mesmo banco.

pub mod andar;
pub mod banco;
pub mod casa;
pub mod casos;
pub mod fim;
pub mod historia;
pub mod jogador;
pub mod mundo;

pub use andar::{andar, concluir, entregar_recados, falhar, pegar};
pub use banco::Banco;
pub use casa::{Casa, PEDIDO};
pub use mundo::Mundo;
