//! Dar por expirado o que ninguém esperou. O que já se resolveu, apaga-o a retenção.

use crate::{Aplicacao, ErroAplicacao};

/// Quantas linhas por transação: nenhuma limpeza segura o banco.
const POR_VEZ: u32 = 500;

/// Limpa uma leva. `true` se pode haver mais.
pub async fn limpar(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let expirados = app.armazem.expirar_sinais(POR_VEZ, app.relogio.agora()).await?;
    Ok(expirados == u64::from(POR_VEZ))
}
