//! A fila de trabalho: trabalhos e temporizadores de todos os inquilinos, com concessão por nó.
//!
//! Concessão = nó + número. O número cresce a cada vez que a linha é concedida, e todo relato o traz: o de uma concessão que já passou
//! a outro não acha a linha e é recusado. A validade é do **nó** (tabela `nos`, renovada de uma vez para todas as suas linhas) e se mede
//! pelo relógio do banco.
//!
//! Limites por chave se contam das linhas concedidas e das partidas do último minuto; não há contador que possa descasar.

mod concessao;
mod itens;
mod nos;

#[cfg(test)]
pub(crate) use concessao::CONCEDER;
pub use concessao::Concedido;
#[cfg(test)]
pub(crate) use itens::{CONCLUIR, RECOLHER, SUSPENDER};
pub use itens::{ItemNovo, PRIMEIRA_CONCESSAO, TipoDeItem};
pub(crate) use itens::{SUSPENSAO, concluir_em_massa, enfileirar_em_massa, recolher_em_massa, suspender_em_massa};
pub(crate) use nos::agora_do_banco;

/// Por quanto tempo uma partida conta para `por_minuto`.
pub const JANELA_DE_PARTIDAS: std::time::Duration = std::time::Duration::from_secs(60);
