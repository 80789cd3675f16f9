//! Esquecer as que acabaram há muito. O arquivo fica: o armazém de arquivos não conta referências.

use super::GUARDA;
use crate::{Aplicacao, ErroAplicacao};

/// Quantas por transação.
const POR_LEVA: u32 = 20;

/// Esquece uma leva, de todos os inquilinos. `true` se pode haver mais.
pub async fn limpar(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let antes_de = app.relogio.agora().menos(GUARDA);
    Ok(app.armazem.esquecer_encomendas(antes_de, POR_LEVA).await? == u64::from(POR_LEVA))
}
