//! Efeito único: a intenção é durável antes de agir; ao retomar, primeiro se confere; só se age de novo se o portal disser que não está lá.
//!
//! ```text
//!                ┌ não havia intenção ─> grava a intenção ─> Agir
//! chave ─> lê ───┼ INTENCAO ──────────────────────────────> Conferir ─┬ enviada ─> pronto
//!                └ CONFIRMADO ────────────────────────────> Pronto    ├ ausente ─> Agir
//!                                                                      └ não dá para saber ─> envio_incerto (uma pessoa decide)
//! ```

use esteira_base::ids::{InquilinoId, InstanciaId};
use serde_json::Value;

use crate::{Aplicacao, ErroAplicacao};

/// O que fazer com uma chave.
pub(super) enum Caminho {
    /// Nunca se tentou; a intenção acaba de ficar durável.
    Agir,
    /// Já se tentou e não se sabe o fim.
    Conferir,
    /// Já está feito, com esta saída.
    Pronto(Value),
}

/// Lê a chave e, se nunca se tentou, grava a intenção. Ao retornar `Agir`, ela está durável.
pub(super) async fn caminho(
    app: &Aplicacao,
    inquilino: InquilinoId,
    instancia: InstanciaId,
    chave: &str,
) -> Result<Caminho, ErroAplicacao> {
    let mut unidade = app.armazem.escrever(inquilino).await?;
    if unidade.pretender_efeito(chave, instancia, app.relogio.agora()).await? {
        unidade.confirmar().await?;
        return Ok(Caminho::Agir);
    }
    let efeito = unidade.efeito_unico(chave).await?;
    Ok(match efeito.and_then(|efeito| efeito.saida) {
        Some(saida) => Caminho::Pronto(serde_json::from_str(&saida).map_err(ErroAplicacao::interno)?),
        None => Caminho::Conferir,
    })
}
