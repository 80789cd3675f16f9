//! Avisar pessoas: escrever a mensagem, escolher quem recebe, pôr na caixa de saída (na transação do que aconteceu) e mandar depois.

mod anexos;
mod caixa_de_saida;
mod canais;
mod destinatarios;
mod destino;
mod entrega;
mod listar;
mod mensagem;
pub mod modelos;
mod reenviar;
pub mod regras;
mod resumir;
mod tarefa;

pub use anexos::{MAXIMO_DOS_ANEXOS, anexo};
pub use caixa_de_saida::{MAXIMO_DE_TENTATIVAS, enviar_pendentes};
pub use canais::{CanalEscolhido, configurar, esquecer_canal, listar_canais};
pub use entrega::contar_entrega;
pub use listar::listar;
pub(crate) use mensagem::avisar_com;
pub use mensagem::{Mensagem, Para, avisar};
pub use reenviar::reenviar;
pub use resumir::resumir;
pub use tarefa::DaTarefa;
