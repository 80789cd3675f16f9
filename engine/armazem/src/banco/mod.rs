//! A diferença entre os dois bancos, num lugar só: conexão, parâmetros, linhas.

mod alcance;
mod conexao;
mod linha;
mod massa;
mod parametro;
mod postgres;

pub use alcance::Alcance;
pub use conexao::Conexao;
pub(crate) use conexao::grupo;
pub use linha::Linha;
pub(crate) use massa::no_postgres as em_massa_no_postgres;
pub(crate) use massa::{Comando, Massa, Montadas, Tipo};
pub use parametro::Parametro;
pub(crate) use postgres::Ligacoes;

/// Monta a lista de parâmetros de um SQL, na ordem de `$1`, `$2`, …
#[macro_export]
macro_rules! parametros {
    ($($valor:expr),* $(,)?) => { vec![$($crate::banco::Parametro::from($valor)),*] };
}
