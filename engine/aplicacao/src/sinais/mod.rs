//! Sinais que chegam por nome e correlação, ou direto a uma instância: recebidos, guardados por um tempo, entregues uma vez.
//!
//! ```text
//! chega ─> guarda, PENDENTE (durável) ─> alguém espera? ─┬ sim ─> entrega e marca ENTREGUE, num commit do consolidador
//!                                                         └ não ─> fica ─┬ a espera abre ─> entrega, no commit dela
//!                                                                        └ passa da validade ─> EXPIRADO
//! ```
//!
//! Uma queda entre guardar e entregar deixa um pendente com quem o espere: a [varredura](entregar_pendentes) o entrega.
//!
//! Não deve conhecer: HTTP, como um webhook confere quem manda.

mod entregar;
mod enviado;
mod limpar;
mod receber;
mod ver;

use std::time::Duration;

pub use entregar::entregar_pendentes;
pub use enviado::{Destino, SinalEnviado};
pub use limpar::limpar;
pub use receber::receber;
pub use ver::{listar, obter};

pub(crate) use entregar::entregar;
pub(crate) use enviado::{CHAVE_DE_WEBHOOK, NOME_DE_SINAL, conferir_chave, e_correlacao, e_nome_de_sinal};
pub(crate) use receber::{guardar, novo};

/// Por quanto tempo se guarda um sinal que ninguém espera, se quem manda não diz.
pub const RETENCAO_DE_SINAL: Duration = Duration::from_secs(7 * 86_400);
/// Nenhum sinal se guarda pendente por mais que isto.
pub const RETENCAO_MAXIMA_DE_SINAL: Duration = Duration::from_secs(30 * 86_400);
/// Maior conteúdo de um sinal, em bytes de JSON.
pub const MAXIMO_DOS_DADOS: usize = 256 * 1024;
/// Maior nome de sinal, em bytes: o da linguagem dos fluxos.
pub const MAXIMO_DO_NOME: usize = 60;
/// Maior correlação, em caracteres.
pub const MAXIMO_DA_CORRELACAO: usize = 255;
/// Maior chave de idempotência, em caracteres.
pub const MAXIMO_DA_CHAVE: usize = 255;
