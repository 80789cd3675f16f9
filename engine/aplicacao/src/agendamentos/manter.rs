//! O que se faz de tempos em tempos com os disparos: dar baixa nos que acabaram, esquecer os velhos.

use std::time::Duration;

use crate::{Aplicacao, ErroAplicacao};

/// Por quanto tempo se guarda um disparo acabado.
pub const RETENCAO: Duration = Duration::from_secs(90 * 24 * 3_600);

/// Quantos se apagam de cada vez: uma transação curta.
const POR_VEZ: u32 = 1_000;

/// Dá baixa nos disparos cujo fluxo acabou e apaga os acabados há mais de [`RETENCAO`]. `true` se pode haver mais a apagar.
pub async fn manter(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let agora = app.relogio.agora();
    app.armazem.dar_baixa_em_disparos(agora).await?;
    let apagados = app.armazem.limpar_disparos(agora.menos(RETENCAO), POR_VEZ).await?;
    Ok(apagados == u64::from(POR_VEZ))
}
