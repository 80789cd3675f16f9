//! O consolidador: a única porta por onde uma instância muda.
//!
//! Junta os comandos que chegam (relatos, decisões, sinais, temporizadores, inícios) num lote, decide cada um sobre o estado da instância e
//! grava eventos, retratos, fila, tarefas, projeções de domínio e anexos **numa transação**. Só depois do commit responde. Um commit por
//! lote, não por passo: é daqui que vem a velocidade.
//!
//! ```text
//! lembra (memória) ─> lê o que falta ─> decide tudo na memória ─> grava em massa, conferindo ─> memória, executor, respostas, avisos
//! ```
//!
//! O caminho comum é **otimista**: a gravação só vale se cada instância ainda tem a sequência com que se decidiu e cada concessão ainda é
//! desta. Se não, o lote se refaz **com cautela**, lendo e travando tudo na mesma transação. Uma recusa decidida sobre a memória também: outro
//! nó pode ter andado com a instância. E o sinal que procura quem o espera: só o banco sabe quem é.
//!
//! Um comando ruim não leva os outros: a recusa da máquina fica nele; se o banco recusa o lote, cada comando é refeito sozinho.

mod anexo;
mod avisos;
mod catalogo;
mod contagem;
mod efeitos;
mod entregas;
mod escutas;
mod laco;
mod leitura;
mod levantar;
mod lote;
mod memoria;
mod pedido;
mod porta;
mod recado;
mod refazer;
mod viva;
mod voo;

pub use anexo::{Anexo, Projetor};
pub use avisos::Assunto;
pub use catalogo::{CatalogoDeFluxos, VALIDADE_DA_VIGENTE};
pub use contagem::Atendidos;
pub use entregas::{Entregas, Entregue};
pub(crate) use escutas::entrega;
pub use escutas::{SEM_ESPERA, SINAL_RESOLVIDO};
pub use memoria::MAXIMO_DA_MEMORIA;
pub use pedido::{Alvo, Aplicado, Solicitacao};
pub use porta::Consolidador;
pub use recado::{Mae, Recado, identidade};
pub(crate) use viva::{candidato_por_papel, candidato_por_usuario};

/// Quantos comandos cabem num lote.
pub const MAXIMO_POR_LOTE: usize = 256;

/// Quantos comandos esperam a vez antes de quem pede ter de esperar.
const COMANDOS_EM_ESPERA: usize = 4_096;

/// Quantas vezes um lote é refeito quando o banco diz que repetir adianta.
const TENTATIVAS_POR_LOTE: u32 = 3;
