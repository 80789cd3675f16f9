//! Backup: cópias do banco inteiro numa pasta, com o resumo e um manifesto, as mais velhas dando lugar às novas.
//!
//! Uma cópia só existe com o seu manifesto, que se escreve por último: a que ficou pela metade não se lista, não se restaura e não conta entre as que se
//! guardam.
//!
//! Ficam de fora os arquivos, que já são imutáveis e se copiam a qualquer hora **depois** do banco, e as chaves, que não podem morar ao lado do que abrem.

mod copiar;
mod fazer;
mod manifesto;
mod pasta;
mod restaurar;

use std::path::PathBuf;

use esteira_armazem::copia::ErroDeCopia;
use esteira_base::Segredo;

use crate::ErroAplicacao;

pub use copiar::copiar;
pub use fazer::fazer;
pub use manifesto::Manifesto;
pub use pasta::listar;
pub use restaurar::{conferir, restaurar};

/// Quantas cópias se guardam, se não se diz.
pub const MANTER: u32 = 7;
/// Nem menos que isto, nem mais.
pub const LIMITES_DE_MANTER: std::ops::RangeInclusive<u32> = 1..=365;

/// De onde e para onde se copia.
#[derive(Debug, Clone)]
pub struct ConfiguracaoDoBackup {
    /// Onde moram as cópias.
    pub pasta: PathBuf,
    /// O banco, sem agrupador de conexões.
    pub url: Segredo,
    /// Quantas ficam sempre: as cópias são da instalação, e nenhuma organização larga as de todas.
    pub ao_menos: u32,
}

impl From<ErroDeCopia> for ErroAplicacao {
    fn from(erro: ErroDeCopia) -> Self {
        match erro {
            ErroDeCopia::Banco(erro) => erro.into(),
            recusa => Self::conflito("backup_impossivel", recusa.to_string()),
        }
    }
}

/// O disco recusou: quem cuida do servidor tem de saber qual arquivo.
fn do_disco(onde: &std::path::Path, erro: std::io::Error) -> ErroAplicacao {
    ErroAplicacao::conflito("backup_impossivel", format!("{}: {erro}", onde.display()))
}
