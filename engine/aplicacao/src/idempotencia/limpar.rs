//! Esquecer o que venceu.

use crate::{Aplicacao, ErroAplicacao};

/// Quantas linhas por transação: nenhuma limpeza segura o banco.
const POR_VEZ: u32 = 500;

/// Apaga uma leva. `true` se pode haver mais.
pub async fn limpar(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let apagados = app.armazem.apagar_pedidos_vencidos(POR_VEZ, app.relogio.agora()).await?;
    Ok(apagados == u64::from(POR_VEZ))
}
