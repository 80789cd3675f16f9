//! O consolidador: a única porta por onde uma instância muda.
//!
//! Junta os comandos que chegam (relatos, decisões, sinais, temporizadores, inícios) num lote, decide cada um sobre o estado carregado e
//! grava eventos, retratos, fila, tarefas, projeções de domínio e anexos **numa transação**. Só depois do commit responde. Um commit por
//! lote, não por passo: é daqui que vem a velocidade.
//!
//! Um comando ruim não leva os outros: a recusa da máquina fica nele; se o banco recusa o lote, cada comando é refeito sozinho.

mod anexo;
mod catalogo;
mod efeitos;
mod escutas;
mod laco;
mod lote;
mod pedido;

pub use anexo::{Anexo, Projetor};
pub use catalogo::CatalogoDeFluxos;
pub(crate) use escutas::entrega;
pub use escutas::{SEM_ESPERA, SINAL_RESOLVIDO};
pub use laco::Consolidador;
pub use pedido::{Alvo, Aplicado};

/// Quantos comandos cabem num lote.
pub const MAXIMO_POR_LOTE: usize = 256;

/// Quantos comandos esperam a vez antes de quem pede ter de esperar.
const COMANDOS_EM_ESPERA: usize = 4_096;

/// Quantas vezes um lote é refeito quando o banco diz que repetir adianta.
const TENTATIVAS_POR_LOTE: u32 = 3;
