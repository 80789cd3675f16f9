//! A passada de fundo: um pouco de cada organização, sem atrapalhar quem trabalha.

use tokio_util::sync::CancellationToken;

use super::{Especie, Pedido, aplicar};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas levas de cada espécie por passada.
const LEVAS_POR_PASSADA: u32 = 5;

/// Aplica algumas levas de cada espécie, em cada organização, e larga as partições que ficaram vazias. `true` se há mais a apagar.
pub async fn passar(app: &Aplicacao, parar: &CancellationToken) -> Result<bool, ErroAplicacao> {
    let pedido = Pedido { especies: Especie::TODAS.into(), levas: Some(LEVAS_POR_PASSADA) };
    let mut ha_mais = false;
    for inquilino in app.armazem.inquilinos().await? {
        let (desfechos, inteira) = aplicar(app, &Quem::sistema(inquilino), &pedido, parar).await?;
        ha_mais |= !inteira;
        for desfecho in desfechos.iter().filter(|desfecho| desfecho.removidas > 0) {
            let (especie, removidas, retidas) = (desfecho.especie, desfecho.removidas, desfecho.retidas);
            tracing::info!(%inquilino, %especie, removidas, retidas, "retenção");
        }
    }
    let largadas = app.armazem.largar_meses_vazios().await?;
    if largadas > 0 {
        tracing::info!(largadas, "partições vazias largadas");
    }
    Ok(ha_mais)
}
