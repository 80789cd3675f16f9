//! Hospedeiro de plugins de RPA: roda um componente WASM numa caixa fechada e dirige por ele um navegador de verdade.
//!
//! Cumpre a porta [`esteira_portas::rpa::Rpa`] com [`HospedeiroRpa`]. Uma execução é: instância nova do plugin, navegador novo no
//! primeiro uso, evidência do que houve, e descarte dos dois aconteça o que acontecer.
//!
//! - [`plugins`]: o lado WASM (motor, cache de compilados, pasta de plugins, funções do WIT, limites).
//! - [`navegador`]: o lado WebDriver (chromedriver local ou Grid, sessão, esperas, downloads, capturas).
//! - [`correio`]: caixas de correio por IMAP.
//! - [`dominios`], [`riscador`], [`seletores`], [`linha_do_tempo`]: as regras puras que os dois usam.
//! - [`prova`]: o que um sucesso tem de mostrar para valer. [`evidencia`]: o que fica para quem olha depois.
//! - [`compilar`](mod@compilar) e [`construir`]: do código ao módulo `wasm32-unknown-unknown`, e do módulo ao componente.
//! - [`interpretados`]: de uma pasta com código Python ou JavaScript ao componente.
//!
//! Não deve conhecer: fatura, operadora, fluxo, banco, nem o SDK dos plugins (com ele divide só o WIT, `sdk/wit/v1`).

pub mod compilar;
pub mod concentrador;
pub mod config;
pub mod construir;
pub mod correio;
pub mod dominios;
pub mod erro;
pub mod evidencia;
pub mod inspecao;
pub mod interpretados;
pub mod limites;
pub mod linha_do_tempo;
pub mod navegador;
pub mod plugins;
pub mod prova;
pub mod riscador;
pub mod seletores;

pub use compilar::{compilar, nome_do_plugin};
pub use concentrador::{ErroHospedeiro, HospedeiroRpa};
pub use config::{ConfigNavegador, ConfigRpa, ModoNavegador, PrazosNavegador};
pub use construir::componentizar;
pub use correio::{Autoridades, ErroAutoridades};
pub use inspecao::inspecionar;
pub use interpretados::{Construido, Linguagem};
pub use plugins::pasta::PluginRecusado;
