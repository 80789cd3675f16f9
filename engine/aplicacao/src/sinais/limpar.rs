//! Dar por expirado o que ninguém esperou, e esquecer o que já se resolveu há muito.

use super::RETENCAO_DE_SINAL_ENCERRADO;
use crate::{Aplicacao, ErroAplicacao};

/// Quantas linhas por transação: nenhuma limpeza segura o banco.
const POR_VEZ: u32 = 500;

/// Limpa uma leva. `true` se pode haver mais.
pub async fn limpar(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let agora = app.relogio.agora();
    let expirados = app.armazem.expirar_sinais(POR_VEZ, agora).await?;
    let esquecidos = app.armazem.esquecer_sinais(POR_VEZ, agora.menos(RETENCAO_DE_SINAL_ENCERRADO)).await?;
    Ok(expirados.max(esquecidos) == u64::from(POR_VEZ))
}
