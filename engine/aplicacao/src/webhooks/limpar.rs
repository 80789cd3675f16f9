//! Esquecer o que chegou há muito.

use super::RETENCAO_DE_RECEBIDO;
use crate::{Aplicacao, ErroAplicacao};

/// Quantas linhas por transação: cada uma pode ter um corpo grande.
const POR_VEZ: u32 = 100;

/// Limpa uma leva. `true` se pode haver mais.
pub async fn limpar(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let limite = app.relogio.agora().menos(RETENCAO_DE_RECEBIDO);
    Ok(app.armazem.esquecer_recebidos(POR_VEZ, limite).await? == u64::from(POR_VEZ))
}
