//! O ciclo de vida de um plugin: publica-se (e não muda mais), homologa-se (e passa a valer, para todos ou para alguns), reverte-se.
//!
//! Sem nenhuma versão homologada, vale a da pasta de plugins do nó. Uma operadora pode fixar a sua em `configuracao_rpa`.
//!
//! Não deve conhecer: o que o plugin faz, nem como se executa.

mod assinatura;
mod escolher;
mod homologar;
mod publicar;
mod saude;
mod ver;

pub use assinatura::{Assinatura, ChavesConfiaveis, bytes, hexadecimal, mensagem};
pub use escolher::escolher;
pub use homologar::{homologar, reverter};
pub use publicar::publicar;
pub(crate) use saude::SemPlateia;
pub use saude::{Estado, Saude, SeletorSondado, sondar, sondar_todas};
pub use ver::{Estante, listar};
