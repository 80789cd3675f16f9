//! A passada de fundo: um pouco de cada organização, sem atrapalhar quem trabalha.

use tokio_util::sync::CancellationToken;

use super::{Especie, Pedido, aplicar};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas levas de cada espécie por passada: bastam para que se apague mais depressa do que se cria.
const LEVAS_POR_PASSADA: u32 = 20;

/// Aplica algumas levas de cada espécie, em cada organização, e larga as partições que ficaram vazias. `true` se há mais a apagar.
///
/// O que dá errado numa organização não para as outras: fica para a próxima passada.
pub async fn passar(app: &Aplicacao, parar: &CancellationToken) -> Result<bool, ErroAplicacao> {
    let pedido = Pedido { especies: Especie::TODAS.into(), levas: Some(LEVAS_POR_PASSADA) };
    let mut ha_mais = false;
    for inquilino in app.armazem.inquilinos().await? {
        let (desfechos, inteira) = match aplicar(app, &Quem::sistema(inquilino), &pedido, parar).await {
            Ok(feito) => feito,
            Err(erro) => {
                let causa = std::error::Error::source(&erro).map(ToString::to_string);
                tracing::warn!(%inquilino, %erro, causa, "a retenção desta organização não foi até o fim");
                continue;
            }
        };
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
