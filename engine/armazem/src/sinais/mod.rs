//! Sinais que chegam de fora por nome e correlação, quem os espera, e os webhooks por onde entram.
//!
//! Nenhum sinal se perde entre quem chega e quem começa a esperar. No SQLite há um escritor só; no PostgreSQL as duas pontas passam pela
//! trava da chave: guardar um sinal a pede sozinha, abrir uma espera a pede dividida. Quem vem depois já enxerga o que o outro gravou.
//!
//! Não deve conhecer: o que o motor faz com um sinal, nem como se confere uma assinatura.

mod chave;
mod escutas;
mod guardados;
mod recebidos;
mod webhooks;

#[cfg(test)]
pub(crate) use escutas::CALAR;
pub use escutas::{Escuta, EscutaNova};
pub use guardados::{FiltroDeSinais, Sinal, SinalNovo};
pub use recebidos::{Recebido, RecebidoNovo};
pub use webhooks::{Webhook, WebhookGravado};
