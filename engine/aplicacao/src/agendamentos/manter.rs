//! O que se faz de tempos em tempos com os disparos: dar baixa nos que acabaram. Os velhos, apaga-os a retenção.

use crate::{Aplicacao, ErroAplicacao};

/// Dá baixa nos disparos cujo fluxo acabou.
pub async fn manter(app: &Aplicacao) -> Result<(), ErroAplicacao> {
    app.armazem.dar_baixa_em_disparos(app.relogio.agora()).await?;
    Ok(())
}
