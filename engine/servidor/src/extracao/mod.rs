//! O que se tira de um pedido. Cada recusa diz onde está o problema e o que fazer.

mod autenticado;
mod caminho;
mod consulta;
mod corpo;
mod idempotencia;
mod origem;
mod revisao;
mod segredo;
mod texto;
mod traducao;

pub(crate) use autenticado::{Autenticado, token_do_cabecalho};
pub(crate) use caminho::Caminho;
pub(crate) use consulta::Consulta;
pub(crate) use corpo::{Corpo, ler_json};
pub(crate) use idempotencia::ChaveDeIdempotencia;
pub(crate) use origem::{DeOnde, endereco};
pub(crate) use revisao::SeRevisao;
pub(crate) use segredo::SegredoRecebido;
pub(crate) use texto::Texto;
