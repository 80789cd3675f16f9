//! O mesmo pedido outra vez é o mesmo, e não outro: quem pede dá uma chave, e a resposta de sucesso se guarda por um dia.
//!
//! ```text
//! chega ─> reserva a chave ─┬ é sua ─────────> atende ─┬ deu certo ─> guarda a resposta
//!                           │                          └ recusa ou falha ─> larga a chave: serve para tentar de novo
//!                           ├ já atendido ───> a mesma resposta
//!                           ├ outro o atende > em curso
//!                           └ outro conteúdo > recusa
//! ```
//!
//! A reserva e o que o pedido faz são transações diferentes: numa queda entre as duas a chave fica em curso por [`EM_CURSO_NO_MAXIMO`], e depois o pedido se atende
//! outra vez. Também a falha que chega depois do commit (o tempo que se esgota) deixa repetir o que já se fez: aí quem segura é a regra de cada recurso (o nome
//! único, a instância viva por chave).
//!
//! Do pedido só se guardam resumos, com chave: um corpo com senha não se adivinha por eles. Resposta com segredo não se guarda, e a de um pedido repetido não o
//! mostra de novo.
//!
//! Não deve conhecer: rotas, nem quais trazem segredo.

mod limpar;
mod pedido;
mod reserva;

use std::time::Duration;

pub use limpar::limpar;
pub use pedido::Pedido;
pub use reserva::{Posse, Reserva, Resposta, concluir, largar, reservar};

/// Por quanto tempo se guarda a resposta.
pub const GUARDA_DA_RESPOSTA: Duration = Duration::from_secs(24 * 3600);
/// Depois disto, quem atendia caiu. Mais que o maior tempo de atender um pedido.
pub const EM_CURSO_NO_MAXIMO: Duration = Duration::from_secs(10 * 60);
/// Maior chave, em caracteres.
pub const MAXIMO_DA_CHAVE: usize = 255;
/// Maior resposta que se guarda, em bytes.
pub const MAXIMO_DA_RESPOSTA: usize = 1024 * 1024;
