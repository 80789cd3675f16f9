//! Avisar pessoas: escrever a mensagem, escolher quem recebe, pôr na caixa de saída (na transação do que aconteceu) e mandar depois.

mod caixa_de_saida;
mod destinatarios;
mod listar;
mod mensagem;

pub use caixa_de_saida::{MAXIMO_DE_TENTATIVAS, enviar_pendentes};
pub use listar::listar;
pub use mensagem::{Mensagem, avisar};
