//! Encomendas: o que se pede num instante, um nó faz depois, e quem pediu busca quando está pronto.
//!
//! A linha do banco é a encomenda: pedida, não se perde. Um nó a reserva e renova a reserva enquanto trabalha; se cai, outro a retoma quando ela vence. Quem a
//! perdeu (o nó que congelou, a que se cancelou) não acha mais a concessão, e o que fizer não vale. O que se faz só se mostra inteiro.
//!
//! O que cada espécie faz é dela: [`crate::exportacoes`], [`crate::importacoes`].

mod andamento;
mod correr;
mod fechar;
mod limpar;
mod pedir;
mod pegar;
mod ver;

use std::time::Duration;

pub(crate) use andamento::Andamento;
pub use correr::correr;
pub(crate) use fechar::Feito;
pub use limpar::limpar;
pub(crate) use pedir::{Nova, conferir_limite, pedir};
pub use pegar::{Pega, pegar};
pub(crate) use ver::procurar;
pub use ver::{Especie, cancelar, listar, obter};

/// Quantas uma pessoa pode ter por acabar.
pub const MAXIMO_POR_PESSOA: i64 = 3;
/// Por quanto tempo se busca o que ficou pronto.
pub const VALIDADE_DO_ARQUIVO: Duration = Duration::from_secs(7 * 86_400);
/// Por quanto tempo se vê a que acabou.
pub const GUARDA: Duration = Duration::from_secs(90 * 86_400);
/// Quantos nós podem cair com ela na mão: mais que isto, é ela que os derruba.
pub const MAXIMO_DE_TENTATIVAS: i64 = 5;
/// Quanto vale a reserva; quem trabalha a renova.
pub const RESERVA: Duration = Duration::from_secs(30);
